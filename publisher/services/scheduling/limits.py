"""What a Connection may still send: each cap in force, what is used of it, the next instant."""

from dataclasses import dataclass
from datetime import datetime

from publisher.domain import slots
from publisher.domain.policy import Effective
from publisher.domain.slots import Cap, Use
from publisher.domain.states import Mode
from publisher.services.connections import require
from publisher.services.means import Means
from publisher.services.scheduling import pacing
from publisher.services.scheduling.gate import Gate
from publisher.services.scheduling.pacing import LAW, Pace
from publisher.store import ledger
from publisher.store.engine import Tx


@dataclass(frozen=True, slots=True)
class CapUse:
    """One cap, how full it is in the window that ends now, and how long it holds."""

    cap: Cap
    use: Use


@dataclass(frozen=True, slots=True)
class ModeLimits:
    """What bounds one mode: the tightest cap decides."""

    caps: tuple[CapUse, ...]
    ahead: int  # commitments that lie in the future
    next_free: datetime | None  # for a Post that is handed in now


@dataclass(frozen=True, slots=True)
class Standing:
    """The limits of a Connection; shared with every App that publishes for the same Creator."""

    policy: Effective
    direct: ModeLimits
    inbox: ModeLimits


class LimitsOf:
    """Limits, use and the next free instant."""

    def __init__(self, means: Means, gate: Gate) -> None:
        self._means = means
        self._gate = gate

    def of(self, app_id: str, connection_id: str) -> Standing:
        """How a Connection stands; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            require(tx, app_id, connection_id)
            pace = pacing.look(tx, connection_id)
            return Standing(
                pace.effective,
                direct=self._mode(tx, pace, Mode.DIRECT),
                inbox=self._mode(tx, pace, Mode.INBOX),
            )

    def _mode(self, tx: Tx, pace: Pace, mode: Mode) -> ModeLimits:
        now = tx.now()
        limits = pace.limits(mode, LAW)
        far = now + slots.DAY * 366
        taken = ledger.taken(tx, pace.creator_id, mode.value, now - limits.reach, far)
        return ModeLimits(
            caps=tuple(
                CapUse(cap, slots.use(taken, now, cap)) for cap in limits.caps if cap.holds(now)
            ),
            ahead=sum(at > now for at in taken),
            next_free=self._gate.ahead(tx, pace, mode, "", now).next_free(None),
        )
