"""What RQ calls: an id in, one service call, no judgement.

These names are a promise to rings that were written before an upgrade.
"""

from typing import Any

from publisher.domain import ids
from publisher.wiring import Publisher
from publisher.worker import rings

# So long a child goes on with what waits: a fork, its statements and its lines to the outside cost
# more than the work. Shorter than the patience of whoever stops a worker.
GOES_ON_SECONDS = 10.0
_publisher: list[Publisher] = []


def equip(publisher: Publisher) -> None:
    """Give this process its Publisher, before any child is forked."""
    _publisher[:] = [publisher]


def drive(ref: str, **_more: Any) -> None:
    """The next piece of work for a Post, or what a Connection is due for; then what waits."""
    publisher, waiting = _publisher[0], ref
    until = publisher.monotonic() + GOES_ON_SECONDS
    while waiting:
        if ids.has_shape(waiting, ids.POST):
            publisher.attempts.work(waiting)
        elif ids.has_shape(waiting, ids.CONNECTION):
            publisher.connections.keep_alive(waiting)  # where it lives
            publisher.revoking.finish(waiting)  # where it is ended
        has_time = publisher.monotonic() < until
        waiting = (rings.take(publisher.redis, "publish") or "") if has_time else ""


def media(ref: str, **_more: Any) -> None:
    """Measure an Asset or make a Rendition, by what the id says it is."""
    if ids.has_shape(ref, ids.ASSET):
        _publisher[0].assets.measure(ref)
    elif ids.has_shape(ref, ids.RENDITION):
        _publisher[0].renditions.make(ref)
