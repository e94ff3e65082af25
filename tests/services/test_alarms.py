"""The Operator hears once of each new code, with a count; and of what only they can mend."""

import pytest

from publisher.store import alarms, events
from publisher.store.alarms import OTHERS


def raised(stage):
    with stage.store.read() as tx:
        return alarms.latest(tx, 50)


def noted(stage):
    with stage.store.read() as tx:
        return [row.detail for row in tx.run(events.audit.select()) if row.what == "alarm.raised"]


def meet(stage, code, http=400, posts=1):
    stage.order("video_init", "code", code=code, http=http, before=True, times=posts)
    creators = ("anna_public", "paul_private", "cara_quiet")
    private = {"privacy": "SELF_ONLY"}
    made = [stage.post(stage.connect(who), options=private) for who in creators[:posts]]
    for _ in range(3):
        stage.work()
    return made


def test_a_new_code_is_one_alarm_with_a_count_and_a_sample(stage):
    post, *_ = meet(stage, "zzz_new_code", posts=3)

    [alarm] = raised(stage)
    assert (alarm.code, alarm.step, alarm.key) == ("zzz_new_code", "video_init", "tiktok.unknown")
    assert alarm.times == 3
    assert alarm.sample["log_id"]
    assert noted(stage) == [{"code": "zzz_new_code", "step": "video_init"}]
    assert stage.row(post).state == "held"


@pytest.mark.parametrize(
    ("code", "http"), [("reached_active_user_cap", 403), ("invalid_params", 400)]
)
def test_what_only_the_operator_can_mend_or_we_did_wrong_is_an_alarm_too(stage, code, http):
    meet(stage, code, http)

    [alarm] = raised(stage)
    assert alarm.key == f"tiktok.{code}"


@pytest.mark.parametrize("code", ["rate_limit_exceeded", "spam_risk_too_many_posts"])
def test_what_everybody_knows_is_no_alarm(stage, code):
    meet(stage, code, 429)

    assert raised(stage) == []


def test_a_state_that_no_page_names_is_an_alarm_and_no_reason_to_stop(stage):
    post = stage.post(caption="hello [sim:word=BAKING]")

    assert stage.settle(post).state == "published"
    assert [one.code for one in raised(stage)] == ["BAKING"]


def test_a_wrong_client_secret_alarms_once_and_disconnects_nobody(stage):
    connection = stage.connect()
    stage.control("tokens/expire", {"kind": "access"})
    stage.order("token", "code", code="invalid_client", http=401, before=True, times=3)
    post = stage.post(connection)

    stage.settle(post, seconds=30)

    assert stage.publisher.connections.get(stage.app, connection)[0].state == "active"
    assert [one.key for one in raised(stage)] == ["tiktok.oauth.invalid_client"]
    assert len(noted(stage)) == 1


def test_made_up_codes_do_not_fill_the_database(stage):
    with stage.store.write() as tx:
        for number in range(alarms.MOST + 5):
            alarms.count(tx, "tiktok.unknown", f"code_{number}", "status", {})

    with stage.store.read() as tx:
        kept = alarms.latest(tx, 2 * alarms.MOST)
    assert len(kept) == alarms.MOST + 1
    assert next(one.times for one in kept if one.code == OTHERS) == 5
