"""Look a Post over before it is one: connection, assets, options, length, and a free Slot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from publisher.domain import spam
from publisher.domain.about import About
from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.ports import Draft, Finding, Platform
from publisher.domain.refusals import (
    ASSET_ERASED,
    ASSET_UNUSABLE,
    ASSETS_MIXED,
    CONNECTION_BROKEN,
    CONNECTION_ENDED,
    INVALID,
    NOT_FOUND,
)
from publisher.domain.states import AssetState, ConnectionState, Mode
from publisher.domain.tickets import CreatorFacts
from publisher.domain.when import When
from publisher.services.connections import Connections, are_fresh
from publisher.services.means import Means
from publisher.services.renditions import ANIMATION, PHOTO, seconds_in
from publisher.services.scheduling import likeness, pacing
from publisher.services.scheduling.pacing import Pace
from publisher.services.scheduling.placing import Place, Placing, Wish
from publisher.store import assets, creators
from publisher.store.assets import Asset
from publisher.store.engine import Tx

MOST_PHOTOS = 35


@dataclass(frozen=True, slots=True)
class NewPost:
    """What an App wants published."""

    connection: str
    assets: tuple[str, ...]
    mode: Mode
    when: When
    caption: str = ""
    title: str = ""
    description: str = ""
    options: Mapping[str, Any] | None = None
    on_cap: str = "move"
    on_drift: str = "hold"
    deadline: datetime | None = None
    consent: Mapping[str, Any] | None = None
    client_reference: str | None = None
    overrides: Mapping[str, str] | None = None  # per spam rule, why it goes out all the same


@dataclass(frozen=True, slots=True)
class Checked:
    """What would happen to a Post if it were committed now."""

    findings: list[Finding]
    slot_at: datetime | None
    moved_because: str | None

    @property
    def is_valid(self) -> bool:
        """Whether it would be accepted."""
        return self.slot_at is not None and not any(one.stops for one in self.findings)


@dataclass(frozen=True, slots=True)
class Sight:
    """All that was looked up for a new Post."""

    pace: Pace
    platform: Platform
    facts: CreatorFacts | None  # None: the platform has not said lately
    media: list[Asset]

    @property
    def about(self) -> About:
        """The names to tell people."""
        return replace(self.pace.about, files=tuple(one.name for one in self.media))

    @property
    def photos(self) -> bool:
        """Whether it is a carousel of pictures."""
        return len(self.media) > 1 or self.media[0].kind == PHOTO


class PostCheck:
    """Every rule that a new Post has to pass, asked in one place."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        connections_: Connections,
        placing: Placing,
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._connections = connections_
        self._placing = placing

    def check(self, app_id: str, new: NewPost) -> Checked:
        """The dry run: every rule is asked, nothing is kept and nothing is spent."""
        with self._means.store.read() as tx:
            sight = self.look(tx, app_id, new)
        if sight.facts is None:
            self.ask(new.connection)
        with self._means.store.rehearsal() as tx:
            sight = self.look(tx, app_id, new)
            findings = self.findings(new, sight)
            try:
                place = self.place(tx, sight.pace, "post_none", new)
            except Refusal as refusal:
                return Checked([*findings, *_as_findings(refusal)], None, refusal.detail)
            alike = likeness.as_findings(self.alike(tx, new, sight, place))
        return Checked([*findings, *alike], place.at, place.because)

    def connection(self, tx: Tx, app_id: str, new: NewPost, *, hold: bool = False) -> Pace:
        """The Connection; raises Refusal where it is unknown or ended.

        With `hold` its Creator is held: what is counted from now on stays true.
        """
        pace = pacing.of_app(tx, app_id, new.connection, lock=hold)
        if pace is None:
            raise unknown("/connection", f"there is no connection {new.connection}")
        if pace.state is ConnectionState.BROKEN:
            raise Refusal(CONNECTION_BROKEN, pace.about.sentence(CONNECTION_BROKEN.says))
        if pace.state is ConnectionState.ENDED:
            raise Refusal(CONNECTION_ENDED)
        return pace

    def ask(self, connection_id: str) -> None:
        """Ask the platform what the Creator may do; what it says is kept, and found by `look`.

        Where it does not answer nobody knows, and it is asked again before the Post goes out.
        """
        self._connections.creator(connection_id)

    def look(self, tx: Tx, app_id: str, new: NewPost) -> Sight:
        """Look everything up; raises Refusal for what is unknown, ended or unusable."""
        pace = self.connection(tx, app_id, new)
        found = assets.some(tx, app_id, list(new.assets))
        chosen = [_usable(found.get(one), place, one) for place, one in enumerate(new.assets)]
        _refuse_mixture(chosen)
        facts = creators.read_facts(pace.facts)
        if facts is not None and not are_fresh(facts, self._means.clock()):
            facts = None
        return Sight(pace, self._platforms[pace.platform], facts, chosen)

    def findings(self, new: NewPost, sight: Sight) -> list[Finding]:
        """What the platform's rules and the Creator's limits say of it."""
        draft = Draft(
            mode=new.mode,
            photos=sight.photos,
            caption=new.caption,
            title=new.title,
            description=new.description,
            options=new.options or {},
            count=len(sight.media),
            seconds=seconds_in(sight.media[0].facts),
        )
        return sight.platform.check(draft, sight.facts)

    def alike(self, tx: Tx, new: NewPost, sight: Sight, place: Place) -> tuple[spam.Finding, ...]:
        """What may look like spam beside the same Connection's other Posts."""
        words = new.caption or f"{new.title} {new.description}".strip()
        draft = spam.Draft(place.at, words, frozenset(one.sha256 for one in sight.media))
        policy = place.pace.policy
        return likeness.findings(tx, new.connection, draft, policy, new.overrides)

    def refuse_full(self, tx: Tx, post_id: str, new: NewPost, sight: Sight) -> None:
        """Refuse at once who would be refused after waiting for others to let go of the Creator.

        A look without the lock: it may refuse, and decides nothing else.
        """
        if new.on_cap == "fail":
            self.place(tx, sight.pace, post_id, new)

    def place(self, tx: Tx, pace: Pace, post_id: str, new: NewPost) -> Place:
        """The Slot this Post takes; raises Refusal where there is none."""
        wish = Wish(post_id, new.mode, new.when, new.deadline, new.on_cap)
        return self._placing.place(tx, pace, wish)


def _usable(asset: Asset | None, place: int, asset_id: str) -> Asset:
    if asset is None:
        raise unknown(f"/assets/{place}", f"there is no asset {asset_id}")
    if asset.state is AssetState.ERASED:
        raise Refusal(ASSET_ERASED, f"item {place}: {asset.name}, {asset_id}")
    if asset.state is AssetState.UNUSABLE:
        why = (asset.reason or {}).get("why", "")
        raise Refusal(ASSET_UNUSABLE, f"item {place}: {asset.name}: {why}")
    return asset


def _refuse_mixture(chosen: list[Asset]) -> None:
    films = sum(asset.kind not in (PHOTO, ANIMATION) for asset in chosen)
    if (films and len(chosen) > 1) or len(chosen) > MOST_PHOTOS:
        found = f"{films} films and {len(chosen) - films} pictures"
        allowed = f"one film, or 1 to {MOST_PHOTOS} pictures"
        fault = FieldFault("/assets", "mixture", found, allowed, "Send them as separate posts.")
        raise Malformed(ASSETS_MIXED, faults=(fault,))


def _as_findings(refusal: Refusal) -> list[Finding]:
    """A refusal of the Slot, as the dry run shows it."""
    reason = refusal.reason
    plain = FieldFault("/schedule", reason.code, None, refusal.detail, reason.do)
    return [Finding(fault, reason) for fault in refusal.faults or (plain,)]


def refuse_findings(findings: list[Finding], about: About) -> None:
    """Raise for what stops, naming every field, the Creator and the files."""
    stopping = [one for one in findings if one.stops]
    if not stopping:
        return
    reason = stopping[0].reason if len(stopping) == 1 else INVALID
    faults = tuple(one.fault for one in stopping)
    raise Malformed(reason, about.sentence(reason.says), faults=faults)


def unknown(pointer: str, says: str) -> Refusal:
    """The App has no such thing, whoever else may."""
    fault = FieldFault(pointer, "known", None, "an id of this App", "Check the id.")
    return Refusal(NOT_FOUND, says, faults=(fault,))
