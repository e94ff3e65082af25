"""The ticker: every second, sweep, and keep the house; any number of clocks may tick."""

import logging
import threading

from publisher.domain.errors import Away
from publisher.wiring import Publisher

PAUSE_SECONDS = 1.0
TROUBLE_SECONDS = 2.0
log = logging.getLogger(__name__)


def tick_until(publisher: Publisher, ended: threading.Event) -> None:
    """Sweep until told to end; trouble is said and waited out."""
    while not ended.is_set():
        try:
            publisher.sweep.once(publisher.monotonic)
            publisher.upkeep.once()
        except Away as away:
            log.warning("%s; the next look is in %s s", away, TROUBLE_SECONDS)
            ended.wait(TROUBLE_SECONDS)
        ended.wait(PAUSE_SECONDS)
