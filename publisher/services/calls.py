"""May we call the platform now? Budgets per Creator, breakers per endpoint, brakes and lanes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.domain import brakes, breakers, lanes, retry
from publisher.domain.brakes import Brake
from publisher.domain.breakers import Breaker
from publisher.domain.lanes import Lanes
from publisher.domain.rates import Rate
from publisher.domain.reasons import Headline, Raw, Reason
from publisher.domain.refusals import PLATFORM_RESTS, SLOWED_DOWN
from publisher.services import alarms
from publisher.services.means import Means
from publisher.store import budgets, connections, events
from publisher.store.budgets import Spent
from publisher.store.engine import Tx

ANNOUNCING = "init"  # the one kind of call that brakes hold back: questions do no harm
MOST_REMEMBERED = 10_000
TOO_MANY = 429
FAILED = 500
STAY_AWAY = timedelta(seconds=60)  # after a 429 that named no time: their windows are a minute


@dataclass(frozen=True, slots=True)
class Permit:
    """One call may go out; its answer is to be told."""

    platform: str
    endpoint: str
    creator_id: str
    watched: bool  # a breaker is counting: good answers have to be told, too


@dataclass(frozen=True, slots=True)
class NotNow:
    """The call has to wait, and was not sent."""

    reason: Reason
    until: datetime


class Calls:
    """The calls that may go out, by platform and endpoint; an endpoint without a rate is free."""

    def __init__(self, means: Means, rates: Mapping[str, Mapping[str, Rate]]) -> None:
        self._means = means
        self._rates = rates
        self._platform_of: dict[str, str] = {}  # a Connection never changes its platform

    def ask(self, tx: Tx, connection_id: str, endpoint: str) -> Permit | NotNow | None:
        """Take one call from the budget; None where nobody counts.

        Nothing may be called before `tx` has been committed.
        """
        platform = self._platform(tx, connection_id)
        rate = self._rates.get(platform, {}).get(endpoint)
        if rate is None:
            return None
        spent = budgets.spend(tx, connection_id, endpoint, rate)
        if not isinstance(spent, Spent):
            return NotNow(SLOWED_DOWN, spent)
        held = self._held_for_all(tx, platform, spent) if endpoint == ANNOUNCING else None
        if held is not None:
            return held
        until = self._resting(tx, endpoint, spent)
        if until is not None:
            return NotNow(PLATFORM_RESTS, until)
        return Permit(platform, endpoint, spent.creator_id, spent.breaker is not None)

    def counts(self, endpoint: str) -> bool:
        """Whether any platform limits this kind of call."""
        return any(endpoint in rates for rates in self._rates.values())

    def _platform(self, tx: Tx, connection_id: str) -> str:
        known = self._platform_of.get(connection_id)
        if known is None:
            connection = connections.of_post(tx, connection_id)
            known = "" if connection is None else connection.platform
            if len(self._platform_of) > MOST_REMEMBERED:
                self._platform_of.clear()
            self._platform_of[connection_id] = known
        return known

    def heard(
        self, permit: Permit | None, raw: Raw, reason: Reason | None, until: datetime | None = None
    ) -> None:
        """Tell how a call went: `raw` is the platform's answer, `reason` what it came to."""
        if permit is None:
            return
        is_sound = raw.http is not None and raw.http < FAILED
        counts = reason is not None and reason.outcome is Headline.RETRY
        if is_sound and not permit.watched and raw.http != TOO_MANY and not counts:
            return
        with self._means.store.write() as tx:
            if raw.http == TOO_MANY:
                self._stay_away(tx, permit, until)
                self._narrow(tx, permit, raw, reason)
            if permit.watched or not is_sound:
                self._beat(tx, permit, is_sound)
            if counts and permit.endpoint == ANNOUNCING:
                self._count(tx, permit, raw.code or f"http_{raw.http}")

    def _held_for_all(self, tx: Tx, platform: str, spent: Spent) -> NotNow | None:
        """Whether what many Creators met holds an announcement back; all read in one go."""
        known, now = budgets.brakes_of(tx, platform), tx.now()
        few = known.pop(budgets.LANES, None)
        turns = (brakes.wait(brakes.read(one), spent.creator_id, now) for one in known.values())
        until = max((turn for turn in turns if turn is not None), default=None)
        if until is not None:
            return NotNow(PLATFORM_RESTS, until)
        width = None if few is None else lanes.width(lanes.read(few), now)
        # Who asks is counted already. Where more came at once than may go, each comes again later,
        # and not all at the same time.
        if width is None or budgets.under_way(tx, platform) <= width:
            return None
        return NotNow(SLOWED_DOWN, now + retry.delay(1, self._means.chance(), retry.LIMITED))

    def _resting(self, tx: Tx, endpoint: str, spent: Spent) -> datetime | None:
        if spent.breaker is None:
            return None
        before = breakers.read(spent.breaker)
        verdict = breakers.ask(before, tx.now())
        if verdict.breaker != before:
            kept = breakers.written(verdict.breaker)
            budgets.keep_breaker(tx, spent.creator_id, endpoint, kept)
        return verdict.until

    def _stay_away(self, tx: Tx, permit: Permit, until: datetime | None) -> None:
        rate = self._rates[permit.platform][permit.endpoint]
        until = until or tx.now() + STAY_AWAY
        budgets.push_back(tx, permit.creator_id, permit.endpoint, until, rate)

    def _narrow(self, tx: Tx, permit: Permit, raw: Raw, reason: Reason | None) -> None:
        """Fewer announcements at once; refused for long, the Operator is told, once."""
        tx.alone("brakes")
        kept = budgets.brakes_of(tx, permit.platform).get(budgets.LANES)
        before = None if kept is None else lanes.read(kept)
        is_one = permit.endpoint == ANNOUNCING
        busy = budgets.under_way(tx, permit.platform) if is_one else None
        after = lanes.refused(before, permit.creator_id, tx.now(), busy)
        told = lanes.told(after)
        if told is not None and reason is not None:
            alarms.lasts(tx, permit.platform, reason, raw, since=after.since)
        budgets.keep_brake(tx, permit.platform, budgets.LANES, lanes.written(told or after))

    def _beat(self, tx: Tx, permit: Permit, is_sound: bool) -> None:
        kept = budgets.breaker(tx, permit.creator_id, permit.endpoint)
        before = Breaker() if kept is None else breakers.read(kept)
        after = breakers.heard(before, tx.now(), sound=is_sound)
        calm = after.open_until is None and all(beat.sound for beat in after.recent)
        written = None if calm else breakers.written(after)
        budgets.keep_breaker(tx, permit.creator_id, permit.endpoint, written)

    def _count(self, tx: Tx, permit: Permit, code: str) -> None:
        tx.alone("brakes")
        kept = budgets.brakes_of(tx, permit.platform).get(code)
        before: Brake = brakes.NONE if kept is None else brakes.read(kept)
        passed = budgets.announced(tx, permit.platform, brakes.counted_from(before, tx.now()))
        after = brakes.hit(before, permit.creator_id, tx.now(), passed)
        budgets.keep_brake(tx, permit.platform, code, brakes.written(after))
        if after.until is not None and after.until != before.until:
            detail = {"code": code, "until": after.until.isoformat(), "rests": after.rests}
            events.note(tx, "service", "platform.braked", permit.platform, detail)

    def forget_old(self, tx: Tx) -> None:
        """Drop what no longer matters; part of the regular upkeep."""
        tx.alone("brakes")
        for platform in self._rates:
            known = budgets.brakes_of(tx, platform)
            few = known.pop(budgets.LANES, None)
            for code, kept in known.items():
                if brakes.is_over(brakes.read(kept), tx.now()):
                    budgets.drop_brake(tx, platform, code)
            if few is not None:
                self._widen(tx, platform, lanes.read(few))

    def _widen(self, tx: Tx, platform: str, few: Lanes) -> None:
        if not lanes.is_over(few, tx.now()):
            return
        budgets.drop_brake(tx, platform, budgets.LANES)
        if few.is_told:
            alarms.passed(tx, platform, few.last)
