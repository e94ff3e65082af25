"""Tell an App why a round trip connected nothing: each way has an Event of its own."""

from publisher.domain.errors import Refusal
from publisher.domain.events import EventKind
from publisher.domain.reasons import Reason
from publisher.domain.refusals import (
    DENIED,
    LINK_EXPIRED,
    LINK_USED,
    STATE_EXPIRED,
    STATE_FOREIGN,
    STATE_USED,
    WRONG_CREATOR,
)
from publisher.services.means import Means, spell
from publisher.store import events
from publisher.store.authorisations import Link
from publisher.store.engine import Tx

_KINDS = {
    DENIED: EventKind.CONNECT_DENIED,
    LINK_EXPIRED: EventKind.CONNECT_EXPIRED,
    LINK_USED: EventKind.CONNECT_REPLAYED,
    STATE_EXPIRED: EventKind.CONNECT_EXPIRED,
    STATE_FOREIGN: EventKind.CONNECT_FOREIGN,
    STATE_USED: EventKind.CONNECT_REPLAYED,
    WRONG_CREATOR: EventKind.CONNECT_MISTAKEN,
}


def kind_of(reason: Reason) -> EventKind:
    """The Event that this way to fail has; whatever else there is came from the platform."""
    return _KINDS.get(reason, EventKind.CONNECT_REFUSED)


def tell(means: Means, tx: Tx, link: Link, refusal: Refusal) -> None:
    """Tell the link's App; once for each way, as a page may be loaded again a hundred times."""
    kind = kind_of(refusal.reason)
    if any(one.kind == kind for one in events.of_ref(tx, link.id)):
        return
    means.tell(
        tx,
        link.app_id,
        kind,
        link.id,
        reason=spell(refusal.reason, refusal.raw),
        detail=refusal.detail or None,
        external_id=link.external_id,
    )
