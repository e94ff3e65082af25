"""Live through a month: the real services and the stand-in for TikTok, one clock that we own."""

import heapq
import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bench.month.load import Load, Person, Wish
from publisher.domain.errors import Refusal
from publisher.domain.states import Mode
from publisher.domain.when import At, NextFree, Now, Queue, Wall, When
from publisher.services.once import Once
from publisher.services.posts_change import Change
from publisher.services.posts_check import NewPost
from publisher.store import posts_due
from publisher.tiktok.simulator.records import Mode as Kind
from publisher.tiktok.simulator.records import Share
from publisher.tiktok.simulator.records import Stage as ShareStage
from tests.stage import PUBLIC, Stage

QUIET = timedelta(seconds=30)
SWEEP_EVERY = timedelta(minutes=20)
PERSON_LOOKS = timedelta(hours=6)
ASSETS = 12  # films per Creator, taken in turn, so that none comes twice within two days
PATIENCE = timedelta(days=21)  # after the last wish: by then everything has ended
REGULAR = 2  # the sweep and the person who looks at what is held are always ahead
OPEN = "SELECT 1 FROM posts WHERE state IN ('scheduled', 'sending', 'processing', 'held') LIMIT 1"
# What the clock of the service would find at its next tick; the seconds between are skipped.
DUE = (
    "SELECT (SELECT min(due_at) FROM posts"
    " WHERE state IN ('scheduled', 'sending', 'processing')),"
    " (SELECT min(ask_at) FROM posts WHERE ask_at IS NOT NULL)"
)


class Month:
    """One run over one load."""

    def __init__(self, stage: Stage, load: Load) -> None:
        self.stage = stage
        self.load = load
        self.accepted: dict[int, str] = {}  # a wish and its Post
        self.refused: dict[int, str] = {}  # told at once, with the time that would be safe
        self.released = 0
        self._worked = False
        self._due: datetime | None = None
        self._ask_at: datetime | None = None
        self._turns = itertools.count()
        # What only we want to know is asked beside the service, not through it.
        self._peek = sqlite3.connect(str(stage.store.url.database))
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._connections: dict[int, str] = {}
        self._assets: dict[int, list[str]] = {}

    def run(self) -> None:
        """From the first wish until everything has ended."""
        for person in self.load.people:
            self._enter(person)
        for wish in self.load.wishes:
            self._put(wish.asked_at, lambda wish=wish: self._ask(wish))
        for begin, end in self.load.theirs_away:
            self._put(begin, lambda: self.stage.order("any", "500", before=True, times="all"))
            self._put(end, self._tiktok_is_back)
        self._regularly(self._sweep, SWEEP_EVERY)
        self._regularly(self._look_at_held, PERSON_LOOKS)
        last = self.load.wishes[-1].wanted_at + PATIENCE
        while (now := self._step()) < last and self._is_open():
            self._work(now)

    def _is_open(self) -> bool:
        """Whether anybody still wants something, or a Post is on its way."""
        if len(self._heap) > REGULAR:
            return True
        return self._peek.execute(OPEN).fetchone() is not None

    def _step(self) -> datetime:
        """Go to the next instant at which anything happens, and let it happen."""
        now = self.stage.now()
        self._due, self._ask_at = self._next_due()
        due = min((at for at in (self._due, self._ask_at) if at is not None), default=None)
        away = next((end for begin, end in self.load.ours_away if begin <= now < end), None)
        if away is not None and (due is None or due < away):
            due = away
        coming = min(at for at in (due, self._heap[0][0]) if at is not None)
        # The clock of the service ticks once a second; who was rung lately is not rung again.
        wait = max(1.0, (coming - now).total_seconds())
        self.stage.turn(float(-(-wait // 1)))
        now = self.stage.now()
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()
        return now

    def _work(self, now: datetime) -> None:
        if any(begin <= now < end for begin, end in self.load.ours_away):
            return
        is_due = self._due is not None and self._due <= now
        is_asked = self._ask_at is not None and self._ask_at <= now
        self._worked = is_due or is_asked
        if not self._worked:
            return
        with self.stage.store.write() as tx:
            found = posts_due.pick_due(tx, 100, QUIET) if is_due else []
            found += posts_due.pick_questions(tx, 100, QUIET) if is_asked else []
        for post_id in found:
            self.stage.publisher.attempts.work(post_id)

    def _next_due(self) -> tuple[datetime | None, datetime | None]:
        found = self._peek.execute(DUE).fetchone()
        return tuple(
            None if at is None else datetime.fromisoformat(at).replace(tzinfo=UTC) for at in found
        )

    # --- what people do

    def _enter(self, person: Person) -> None:
        stage, handle = self.stage, f"creator_{person.number}"
        stage.control(f"creators/{handle}", {"daily_cap": person.daily_cap})
        connection = self._connections[person.number] = stage.connect(handle)
        self._assets[person.number] = [stage.asset(b"a film ") for _ in range(ASSETS)]
        if person.habit == "queue":
            slots = [
                {"day": day, "time": f"{hour:02}:30"}
                for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
                for hour in (8, 13, 19)
            ]
            week = {"zone": person.zone.key, "slots": slots}
            stage.publisher.queues.put(stage.app, connection, "daily", week)
        for at in person.others:
            self._put(at, lambda: self._somebody_else(handle))

    def _ask(self, wish: Wish) -> None:
        assets = self._assets[wish.creator]
        assets.append(assets.pop(0))
        new = NewPost(
            connection=self._connections[wish.creator],
            assets=(assets[0],),
            mode=Mode.INBOX if wish.inbox else Mode.DIRECT,
            when=self._when(wish),
            caption="" if wish.inbox else f"wish {wish.number}{wish.marks}",
            options={} if wish.inbox else PUBLIC,
            client_reference=f"wish {wish.number}",
        )
        once = Once(self.stage.app, "posts", f"wish {wish.number}", "same", _shape)
        try:
            answer = self.stage.publisher.posts.create(once, new)
        except Refusal as refusal:
            self.refused[wish.number] = refusal.reason.code
            return
        self.accepted[wish.number] = answer.body.split('"')[3]
        if wish.then != "kept":
            self._put(wish.then_at, lambda: self._change(wish))

    def _when(self, wish: Wish) -> When:
        now = self.stage.now()
        at = max(wish.wanted_at, now)
        zone = self.load.people[wish.creator].zone
        match wish.how:
            case "now":
                return Now()
            case "wall":
                return Wall(at, at.astimezone(zone).replace(tzinfo=None), zone.key)
            case "next_free":
                return NextFree(after=at)
            case "queue":
                return Queue("daily")
            case _:
                return At(at, at.replace(tzinfo=None), "+00:00")

    def _change(self, wish: Wish) -> None:
        changes, post = self.stage.publisher.post_changes, self.accepted[wish.number]
        try:
            if wish.then == "cancelled":
                changes.cancel(self.stage.app, post)
            elif wish.then == "moved":
                later = max(wish.wanted_at, self.stage.now()) + timedelta(hours=5)
                changes.change(self.stage.app, post, Change(slot_at=later), None)
            elif not wish.inbox:
                caption = f"wish {wish.number} said anew{wish.marks}"
                changes.change(self.stage.app, post, Change(caption=caption), None)
        except Refusal:
            return  # too late: it is out, and the caller was told so

    def _look_at_held(self) -> None:
        with self.stage.store.read() as tx:
            held = [row[0] for row in tx.run(text("SELECT id FROM posts WHERE state = 'held'"))]
        for post_id in sorted(held):
            try:
                self.stage.publisher.post_changes.release(self.stage.app, post_id)
                self.released += 1
            except Refusal:
                continue

    # --- what happens beside us

    def _somebody_else(self, handle: str) -> None:
        """Another app posts for this Creator, where TikTok lets it."""
        from publisher.tiktok.simulator.policy import posts_today

        world = self.stage.world
        creator = world.creators.get(handle)
        if posts_today(world, creator) >= creator.daily_cap:
            return
        now = world.now()
        share = Share(
            publish_id=f"other_{next(self._turns)}",
            client_key="another app",
            handle=handle,
            mode=Kind.DIRECT,
            media="VIDEO",
            source="FILE_UPLOAD",
            created_at=now,
            stage=ShareStage.COMPLETE,
            handed_at=now,
            done_at=now,
        )
        with world.change():
            world.shares.put(share.publish_id, share)
            world.history.setdefault(handle, []).append(share.publish_id)

    def _tiktok_is_back(self) -> None:
        with self.stage.world.change():
            for fault in self.stage.world.faults.all():
                self.stage.world.faults.drop(fault.fault_id)

    def _sweep(self) -> None:
        self.stage.publisher.sweep.once(lambda: self.stage.seconds)
        self.stage.bell.take("publish")
        self.stage.bell.take("media")

    def _put(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (at, next(self._turns), act))

    def _regularly(self, act: Callable[[], None], every: timedelta) -> None:
        def again() -> None:
            act()
            self._put(self.stage.now() + every, again)

        self._put(self.stage.now() + every, again)


def _shape(post: object) -> tuple[int, dict[str, object]]:
    return 201, {"id": post.id}
