"""What bounds one Connection's Posts right now: its policy, its age, and what refusals taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publisher.domain import policy, policy_form, slots
from publisher.domain.about import About
from publisher.domain.policy import Effective, Policy
from publisher.domain.slots import Cap, Limits
from publisher.domain.states import ConnectionState, Mode
from publisher.store import pacing
from publisher.store.engine import Tx
from publisher.store.pacing import PacingRow


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a gate stays from the bare rule."""

    window: timedelta = slots.NOTHING  # every window is so much longer
    gap: timedelta = slots.NOTHING  # the gap may be so much shorter


# TikTok counts by its own clock and from the moment the bytes are there, which is a little after
# our commitment: a minute covers both. A Post that goes out some seconds after its Slot must not
# be moved for that, so a plan keeps more distance than the law asks for.
POLITE = Margin(window=timedelta(minutes=3))
LAW = Margin(window=timedelta(minutes=1), gap=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Pace:
    """One Connection's pacing; with it the Creator is locked where it was held."""

    connection_id: str
    creator_id: str
    about: About  # the Creator's names, to tell people
    platform: str
    state: ConnectionState
    facts: Mapping[str, Any] | None  # as they are kept: what the Creator may do, and seen when
    effective: Effective
    connected_at: datetime
    learnt: Mapping[str, Any]

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.effective.policy

    def limits(self, mode: Mode, margin: Margin = POLITE) -> Limits:
        """What bounds this Creator in this mode, this far from the bare rule."""
        plain = policy.limits(self.policy, mode, self.connected_at, self._taught(mode))
        return slots.apart(plain, margin.window, margin.gap)

    def _taught(self, mode: Mode) -> tuple[Cap, ...]:
        known = self.learnt.get(mode.value)
        if known is None:
            return ()
        return (policy.learnt(known["used"], datetime.fromisoformat(known["at"])),)


def hold(tx: Tx, connection_id: str) -> Pace:
    """The pace, with the Creator locked to the end of the transaction: count only after this."""
    return _known(connection_id, pacing.read(tx, connection_id, lock=True))


def look(tx: Tx, connection_id: str) -> Pace:
    """The pace, for those who only want to show it."""
    return _known(connection_id, pacing.read(tx, connection_id, lock=False))


def of_app(tx: Tx, app_id: str, connection_id: str, *, lock: bool) -> Pace | None:
    """The pace of a Connection that an App has named; None where it is not this App's."""
    row = pacing.read(tx, connection_id, lock=lock, app_id=app_id)
    return None if row is None else _pace(row)


def effective(of_app: Mapping[str, Any], of_connection: Mapping[str, Any]) -> Effective:
    """Two kept policies as one; what is kept was read and found good before."""
    return policy.merge(policy_form.read(of_app)[0], policy_form.read(of_connection)[0])


def _known(connection_id: str, row: PacingRow | None) -> Pace:
    if row is None:
        raise RuntimeError(f"there is no connection {connection_id}")
    return _pace(row)


def _pace(row: PacingRow) -> Pace:
    return Pace(
        connection_id=row.connection_id,
        creator_id=row.creator_id,
        about=About(row.username, row.nickname),
        platform=row.platform,
        state=row.state,
        facts=row.facts,
        effective=effective(row.of_app, row.of_connection),
        connected_at=row.connected_at,
        learnt=row.learnt,
    )
