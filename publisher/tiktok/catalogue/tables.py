"""Every entry of the catalogue, and the ways to look one up; built once, from the tables."""

from collections.abc import Mapping
from types import MappingProxyType

from publisher.tiktok.catalogue import consent, oauth, transfer, webhooks
from publisher.tiktok.catalogue.ads import accounts, calls, campaigns, creatives, guides, results
from publisher.tiktok.catalogue.business import access as business_access
from publisher.tiktok.catalogue.business import general as business_general
from publisher.tiktok.catalogue.business import media as business_media
from publisher.tiktok.catalogue.business import service as business_service
from publisher.tiktok.catalogue.entry import Entry, Exchange, Surface
from publisher.tiktok.catalogue.posting import (
    access,
    caps,
    films,
    handles,
    phrases,
    plain,
    requests,
    trouble,
    verdicts,
)

# The order decides which meaning a bare code gets first: what this product meets comes first.
ENTRIES: tuple[Entry, ...] = (
    *access.ENTRIES,
    *caps.ENTRIES,
    *requests.ENTRIES,
    *handles.ENTRIES,
    *trouble.ENTRIES,
    *verdicts.ENTRIES,
    *films.ENTRIES,
    *oauth.ENTRIES,
    *consent.ENTRIES,
    *webhooks.ENTRIES,
    *plain.ENTRIES,
    *transfer.ENTRIES,
    *phrases.ENTRIES,
    *business_general.ENTRIES,
    *business_access.ENTRIES,
    *business_media.ENTRIES,
    *business_service.ENTRIES,
    *guides.ENTRIES,
    *calls.ENTRIES,
    *campaigns.ENTRIES,
    *creatives.ENTRIES,
    *accounts.ENTRIES,
    *results.ENTRIES,
)


def _by_code() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for one in ENTRIES:
        for spelling in one.spellings:
            found.setdefault(spelling.casefold(), []).append(one)
    return {code: tuple(entries) for code, entries in found.items()}


def _by_place() -> dict[tuple[Exchange, str], Entry]:
    found: dict[tuple[Exchange, str], Entry] = {}
    for one in ENTRIES:
        for exchange in one.at:
            for spelling in one.spellings:
                found.setdefault((exchange, spelling.casefold()), one)
    return found


BY_KEY: Mapping[str, Entry] = MappingProxyType({one.key: one for one in ENTRIES})
BY_CODE: Mapping[str, tuple[Entry, ...]] = MappingProxyType(_by_code())
BY_PLACE: Mapping[tuple[Exchange, str], Entry] = MappingProxyType(_by_place())

UNKNOWN = BY_KEY["tiktok.unknown"]
NOT_RECOGNISED = BY_KEY["tiktok.not_recognised"]


def meanings(code: str, surface: Surface | None = None) -> tuple[Entry, ...]:
    """Every entry that this code can mean, most likely first; only those of a surface if given."""
    found = BY_CODE.get(code.casefold(), ())
    if surface is None:
        return found
    return tuple(one for one in found if surface in one.surfaces)
