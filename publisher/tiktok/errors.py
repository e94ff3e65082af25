"""The error reference as its port wants it, spoken by the catalogue and the translator."""

from typing import TYPE_CHECKING, Any

from publisher.domain.explained import Explained, Translated
from publisher.domain.ports import ErrorReference
from publisher.tiktok.catalogue.entry import Exchange
from publisher.tiktok.catalogue.reference.shape import VERSION, explained
from publisher.tiktok.masks import mask
from publisher.tiktok.translate import translate


class TikTokErrors:
    """What TikTok's errors mean, and the adapter's own; a port of `publisher.domain.ports`."""

    version = VERSION
    steps = tuple(one.value for one in Exchange)

    def every(self) -> tuple[Explained, ...]:
        """All entries, in the order of the reference."""
        return explained()

    def translate(self, given: Any, surface: str, step: str, http: int | None) -> Translated:
        """What anything that somebody pastes means; never raises, bounded in time."""
        found = translate(given, surface or None, step or None, http)
        return Translated(found.entry.key, found.as_json())

    def mask(self, text: str) -> str:
        """The text without what looks like a secret of TikTok's, or an API key of ours."""
        return mask(text)


if TYPE_CHECKING:  # the checker's proof that the port is kept

    def _is_a_reference(errors: TikTokErrors) -> ErrorReference:
        return errors
