"""What the machine did, for every code that the stand-in TikTok can say, is what the table says."""

from datetime import timedelta

import pytest

from publisher.domain.reasons import Handling, Headline, Remedy
from publisher.domain.states import Mode
from publisher.domain.when import At
from publisher.tiktok.reasons import judge
from publisher.tiktok.simulator import ledger, scenarios
from publisher.tiktok.simulator.envelope import HTTP

PULL = {"photos": 2, "title": "two", "caption": ""}
HOW = {
    "creator_info": {},
    "video_init": {},
    "inbox_init": {"mode": Mode.INBOX},
    "content_init": PULL,
    "status": {},
}
ASKED = [
    (endpoint, code, http)
    for endpoint in HOW
    for code, statuses in scenarios.CODES[endpoint].items()
    for http in statuses
] + [("video_init", code, HTTP[code]) for code in scenarios.GENERAL_CODES]
GOOD = {"published", "in_inbox"}
DAY = 24 * 3600


class Seen:
    """One Post met by one code: what there was to see right after, and in the end."""

    def __init__(self, stage, *, post, met) -> None:
        self.stage = stage
        self.post = post
        self.connection = stage.row(post).connection_id
        self.slot = stage.row(post).slot_at
        stage.work()
        for _ in range(40):
            if met():
                break
            stage.turn(3)
            stage.work()
        self.met_at = stage.now()
        self.right_after = stage.row(post)
        self.reason = self.right_after.reason or {}

    def wait(self, seconds, step):
        """Let the machine go on by itself; gives the state it is in then."""
        return self.stage.settle(self.post, seconds=seconds, step=step).state.value

    @property
    def inits(self) -> int:
        """Announcements that TikTok took."""
        return len([one for one in self.stage.inits() if one["publish_id"]])

    @property
    def renewals(self) -> int:
        """Tokens asked for with a refresh token."""
        calls = ledger(self.stage.world)["calls"].get("token:refresh_token", {})
        return sum(calls.values())

    def did(self) -> set[Handling]:
        """The words for what the machine did, from what can be seen outside alone.

        An announcement that was not taken is made again in a new Attempt: nothing tells whether
        that was the same step again or a new beginning.
        """
        now = self.right_after
        moved = now.slot_at - self.slot > timedelta(hours=20)
        match now.state.value:
            case "held":
                return {Handling.HOLD}
            case "failed":
                return {Handling.FAIL}
            case "scheduled" if moved:
                # A cap that only the Operator can widen holds the post, and lets it go again.
                mine = self.reason["actor"] == "creator"
                return {Handling.RESLOT if mine else Handling.HOLD}
            case _ if self.renewals == 1:
                return {Handling.REFRESH_ONCE}
            case "scheduled" if self.inits:
                return {Handling.NEW_ATTEMPT}
            case "scheduled":
                return {Handling.BACK_OFF, Handling.NEW_ATTEMPT}
            case _:
                return {Handling.BACK_OFF}


@pytest.fixture
def engine_name():
    """The whole table on one engine; what differs between the two is tried elsewhere."""
    return "sqlite"


def begin(stage, endpoint, code, http, **more) -> Seen:
    # Options that are refused fail the post only where the caller chose so; else they hold it.
    post = stage.post(**HOW[endpoint], on_drift="fail")
    # Only now: connecting and looking a draft over ask for the creator's options as well.
    stage.order(endpoint, "code", code=code, http=http, before=True, **more)
    name = f"{endpoint} {code}"
    return Seen(stage, post=post, met=lambda: name in ledger(stage.world)["struck"])


def expected(endpoint, code, http):
    pull = endpoint == "content_init"
    return judge(endpoint, code, http, pull=pull)


def assert_nobody_is_harmed(seen, entry):
    """What holds for every code: no second copy, nobody disconnected, no forbidden remedy."""
    connection = seen.stage.publisher.connections.get(seen.stage.app, seen.connection)[0]
    assert connection.state == "active", connection.reason
    assert len(seen.stage.published()) <= 1
    if seen.right_after.state != "processing":  # there, whatever was said, we only ask again
        assert not seen.did() <= set(entry.never.handlings)
    if seen.reason.get("code") == entry.key:
        assert Remedy(seen.reason["remedy"]) not in entry.never.remedies
        said = f"{seen.reason['says']} {seen.reason['do']}".casefold()
        assert [phrase for phrase in entry.never.phrases if phrase in said] == []
    assert "platform" not in seen.reason or seen.reason["platform"]["step"]


@pytest.mark.parametrize(("endpoint", "code", "http"), ASKED)
def test_an_answer_has_the_effect_that_its_entry_names(stage, endpoint, code, http):
    found = expected(endpoint, code, http)

    seen = begin(stage, endpoint, code, http)

    assert_nobody_is_harmed(seen, found.entry)
    check(seen, found, endpoint)


def check(seen, found, endpoint):
    """The whole course, by the word that the table has for it."""
    match found.reason.handling:
        case Handling.REFRESH_ONCE:
            assert seen.wait(1200, 3) in GOOD
            assert (seen.inits, seen.renewals) == (1, 1)
        case _ if endpoint == "status":
            assert seen.reason["code"] == found.entry.key
            # Whatever a question is answered, the film is there: only asking again is safe.
            assert seen.wait(1200, 3) in GOOD
            assert seen.inits == 1
        case Handling.HOLD | Handling.RESLOT if found.entry.window is not None:
            assert seen.did() == {found.reason.handling}
            check_window(seen, found)
        case Handling.HOLD | Handling.FAIL:
            assert seen.did() == {found.reason.handling}
            check_ended(seen, found)
        case Handling.BACK_OFF | Handling.NEW_ATTEMPT:
            assert found.reason.handling in seen.did()
            check_again(seen, found)
        case other:
            pytest.fail(f"no course is known for {other}")


def check_window(seen, found):
    told = seen.right_after
    assert told.state.value == "scheduled"
    assert told.reason["code"] == found.entry.key
    assert told.reason["class"] in {"wait", "creator"}
    assert told.due_at - seen.met_at >= found.entry.window - timedelta(minutes=1)
    assert told.reason["retry_at"] == told.due_at.isoformat()
    assert "post.moved" in seen.stage.told(seen.post)
    assert seen.wait(2 * DAY, 1800) in GOOD
    assert len(seen.stage.published() + ledger(seen.stage.world)["inbox"]) == 1


def check_ended(seen, found):
    assert seen.reason["code"] == found.entry.key
    assert seen.reason["platform"]["code"] == ledger_code(seen)
    inits = seen.inits
    for _ in range(6):
        seen.stage.turn(8 * 3600)
        seen.stage.work()
    assert seen.stage.row(seen.post).state is seen.right_after.state
    assert seen.inits == inits
    assert not seen.stage.published()


def ledger_code(seen):
    return next(iter(ledger(seen.stage.world)["struck"])).split()[1]


def check_again(seen, found):
    least = found.entry.patience.least
    assert seen.right_after.due_at - seen.met_at >= least - timedelta(seconds=1)
    assert seen.wait(4000, 10) in GOOD


@pytest.mark.parametrize("kind", [{}, PULL], ids=["film", "photos"])
@pytest.mark.parametrize("code", scenarios.FAIL_REASONS)
def test_a_verdict_has_the_effect_that_its_entry_names(stage, code, kind):
    found = judge("fail_reason", code)
    words = {"caption": f"hello [sim:fail={code}*1]"}
    if kind:
        words = {**PULL, "description": f"[sim:fail={code}*1]"}
    post = stage.post(**words)

    seen = Seen(stage, post=post, met=lambda: "fail_reason" in str(reason_of(stage, post)))

    assert_nobody_is_harmed(seen, found.entry)
    assert seen.reason["platform"]["code"] == code
    assert seen.reason["class"] == found.entry.trouble
    if found.reason.handling in {Handling.HOLD, Handling.FAIL}:
        assert seen.did() == {found.reason.handling}
        check_ended_after_verdict(seen, found)
    elif found.entry.window is not None:
        assert seen.did() == {found.reason.handling}
        check_window(seen, found)
    else:
        assert seen.did() == {found.reason.handling} == {Handling.NEW_ATTEMPT}
        assert seen.wait(4000, 10) == "published"
        assert seen.inits == 2


def reason_of(stage, post):
    return (stage.row(post).reason or {}).get("platform")


def check_ended_after_verdict(seen, found):
    assert seen.reason["code"] == found.entry.key
    for _ in range(6):
        seen.stage.turn(8 * 3600)
        seen.stage.work()
    assert seen.stage.row(seen.post).state is seen.right_after.state
    assert seen.inits == 1


@pytest.mark.parametrize("code", ["internal", "video_pull_failed", "photo_pull_failed"])
def test_a_new_attempt_is_made_as_often_as_the_table_allows(stage, code):
    most = judge("fail_reason", code).entry.tries
    post = stage.post(caption=f"hello [sim:fail={code}]")

    done = stage.settle(post, seconds=4 * 3600, step=30)

    assert done.state == "held"
    assert len(stage.inits()) == most


@pytest.mark.parametrize("endpoint", ["creator_info", "video_init"])
def test_a_client_that_stays_full_is_waited_out_again_and_again(stage, endpoint):
    seen = begin(stage, endpoint, "reached_active_user_cap", 403, times=3)

    assert seen.wait(6 * DAY, 1800) in GOOD
    assert seen.stage.told(seen.post).count("post.moved") == 3


def test_a_post_with_a_deadline_inside_the_window_is_held_for_a_person(stage):
    stage.order("video_init", "code", code="reached_active_user_cap", http=403, before=True)
    post = stage.post(deadline=stage.now() + timedelta(hours=5))

    stage.settle(post, seconds=60)

    assert stage.state(post) == "held"
    assert stage.code(post) == "tiktok.reached_active_user_cap"


def test_a_code_nobody_knows_holds_the_post_with_its_raw_answer(stage):
    seen = begin(stage, "video_init", "zzz_new_code", 400)

    assert seen.did() == {Handling.HOLD}
    assert seen.reason["class"] == "unknown"
    assert seen.reason["platform"]["code"] == "zzz_new_code"
    assert seen.reason["platform"]["log_id"]
    assert seen.reason["platform"]["request_id"].startswith("step_")


SEVERAL_CHUNKS = 65_000_000  # a smaller film goes in one chunk, which is its last


@pytest.mark.parametrize("http", scenarios.CHUNK_ANSWERS[2:])
def test_an_answer_to_a_first_chunk_has_the_effect_that_its_entry_names(stage, http):
    found = judge("transfer", "", http)
    post = stage.post(asset=stage.asset(bytes(SEVERAL_CHUNKS)))
    stage.order("chunk", "code", code="-", http=http, before=True)

    done = stage.settle(post, seconds=3 * 3600, step=10)

    assert_no_harm_by_transfer(stage, post)
    match found.reason.handling:
        case Handling.HOLD:
            assert (done.state.value, done.reason["code"]) == ("held", found.entry.key)
            assert len(stage.inits()) == 1
        case Handling.RESUME | Handling.BACK_OFF:
            assert (done.state.value, len(stage.inits())) == ("published", 1)
        case Handling.NEW_ATTEMPT:
            assert (done.state.value, len(stage.inits())) == ("published", 2)
        case other:
            pytest.fail(f"no course is known for {other}")


@pytest.mark.parametrize("http", scenarios.CHUNK_ANSWERS[2:])
def test_whatever_is_said_to_the_last_chunk_it_is_only_asked_about(stage, http):
    post = stage.post()
    stage.order("chunk", "code", code="-", http=http, before=True)

    done = stage.settle(post, seconds=3 * 3600, step=10)

    assert_no_harm_by_transfer(stage, post)
    assert (done.state.value, len(stage.inits())) == ("published", 1)


def assert_no_harm_by_transfer(stage, post):
    connection = stage.row(post).connection_id
    assert stage.publisher.connections.get(stage.app, connection)[0].state == "active"
    assert len(stage.published()) <= 1


@pytest.mark.parametrize("error", scenarios.OAUTH_ERRORS)
def test_a_refused_renewal_has_the_effect_that_its_entry_names(stage, error):
    reason = judge("token", error, 400).reason
    connection = stage.connect()
    later = stage.now() + timedelta(days=2)
    post = stage.post(connection=connection, when=At(later, later, "+00:00"))
    stage.order("token", "code", code=error, http=400, before=True, times=2)
    stage.turn(2 * DAY + 60)

    done = stage.settle(post, seconds=1200, step=60)

    state = stage.publisher.connections.get(stage.app, connection)[0].state
    if reason.outcome is Headline.RECONNECT:
        assert state == "broken"
        assert done.state == "scheduled"  # it keeps its place until the creator is back
        assert not stage.inits()
    else:
        assert state == "active"
        assert done.state == ("published" if reason.handling is Handling.BACK_OFF else "held")
