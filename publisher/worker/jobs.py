"""What RQ calls: an id in, one service call, no judgement.

These names are a promise to rings that were written before an upgrade.
"""

from typing import Any

from publisher.domain import ids
from publisher.wiring import Publisher

_publisher: list[Publisher] = []


def equip(publisher: Publisher) -> None:
    """Give this process its Publisher, before any child is forked."""
    _publisher[:] = [publisher]


def drive(ref: str, **_more: Any) -> None:
    """Do the next piece of work for a Post, or keep an idle Connection alive."""
    if ids.has_shape(ref, ids.POST):
        _publisher[0].attempts.work(ref)
    elif ids.has_shape(ref, ids.CONNECTION):
        _publisher[0].connections.keep_alive(ref)


def media(ref: str, **_more: Any) -> None:
    """Measure an Asset or make a Rendition, by what the id says it is."""
    if ids.has_shape(ref, ids.ASSET):
        _publisher[0].assets.measure(ref)
    elif ids.has_shape(ref, ids.RENDITION):
        _publisher[0].renditions.make(ref)
