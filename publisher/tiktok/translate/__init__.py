"""From anything that somebody pastes to the entry of the catalogue that explains it."""

from publisher.tiktok.translate.translation import Translation
from publisher.tiktok.translate.translator import translate

__all__ = ["Translation", "translate"]
