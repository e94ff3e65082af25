"""A thousand mutated answers: none raises, none publishes what TikTok did not call published."""

import copy
import dataclasses
import json
import random

import httpx
import pytest

from publisher.domain import outcomes
from publisher.domain.ports import Declined
from publisher.domain.secret import Secret
from publisher.domain.tickets import CreatorFacts, Grant, Remote
from tests.tiktok.adapter.test_verdicts import ADDRESS, ASKED, FILM, PHOTOS

TOKEN = Secret("act.x")
ENVELOPE = {"code": "ok", "message": "", "log_id": "2026"}
ANSWERS = {
    "open": {"data": {"publish_id": "p1", "upload_url": ADDRESS}, "error": ENVELOPE},
    "open photos": {"data": {"publish_id": "p1"}, "error": ENVELOPE},
    "ask": {
        "data": {
            "status": "PROCESSING_UPLOAD",
            "uploaded_bytes": 5,
            "publicaly_available_post_id": [7602997517160123666],
            "fail_reason": "internal",
        },
        "error": ENVELOPE,
    },
    "creator": {
        "data": {
            "creator_username": "a",
            "creator_nickname": "A",
            "creator_avatar_url": "https://x.example/a",
            "privacy_level_options": ["SELF_ONLY"],
            "comment_disabled": False,
            "max_video_post_duration_sec": 300,
        },
        "error": ENVELOPE,
    },
    "renew": {
        "open_id": "o",
        "scope": "a,b",
        "access_token": "act.a",
        "expires_in": 5,
        "refresh_token": "rft.b",
        "refresh_expires_in": 9,
    },
    "listed": {
        "data": {"videos": [{"id": "7", "create_time": 1, "duration": 2, "title": "t"}]},
        "error": ENVELOPE,
    },
}
CALLS = {
    "open": lambda platform: platform.open(FILM),
    "open photos": lambda platform: platform.open(PHOTOS),
    "ask": lambda platform: platform.ask(ASKED),
    "creator": lambda platform: platform.creator(TOKEN),
    "renew": lambda platform: platform.renew(TOKEN),
    "listed": lambda platform: platform.listed(TOKEN),
}
PUT = (outcomes.Opened, outcomes.HandedOver, outcomes.Deferred, outcomes.Blocked)
ALLOWED = {
    "open": (*PUT, outcomes.Refused, outcomes.Doubtful),
    "open photos": (*PUT, outcomes.Refused, outcomes.Doubtful),
    "ask": outcomes.Outcome.__args__,
    "creator": (CreatorFacts, Declined),
    "renew": (Grant, Declined),
    "listed": (list, Declined),
}
ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    10**40,
    -(10**40),
    1e308,
    "",
    "ok",
    "PUBLISH",
    "\x00",
    "\ud800",
    "x" * 100_000,
    [],
    {},
    [None],
    {"code": "ok"},
    [[[[]]]],
    "access_token_invalid",
    "é" * 300,
    "../../etc",
    "https://evil.example",
]
PER_CALL = 170  # six calls: more than a thousand


def dice_of(seed):
    """Repeatable dice: a mutation that once broke something breaks it again."""
    return random.Random(seed)  # noqa: S311 - chance for a test, nothing secret


def mutated(answer, dice):
    """One to three changes: a value replaced, dropped, added or doubled somewhere."""
    told = copy.deepcopy(answer)
    for _ in range(dice.randint(1, 3)):
        place = told
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = dice.choice(keys)
            deeper = place[key]
            if isinstance(deeper, dict | list) and deeper and dice.random() < 0.7:
                place = deeper
                continue
            wish = dice.random()
            if wish < 0.2:
                del place[key]
            elif wish < 0.3 and isinstance(place, dict):
                place[dice.choice(["code", "data", "error", "status"])] = copy.deepcopy(
                    dice.choice(ODD)
                )
            else:
                place[key] = copy.deepcopy(dice.choice(ODD))
            break
    return told


def spoilt(content, dice):
    """The bytes themselves, sometimes: cut, doubled, one changed, something before it."""
    wish = dice.random()
    if wish < 0.8:
        return content
    if wish < 0.85:
        return content[: dice.randint(0, len(content))]
    if wish < 0.9:
        return content + content
    if wish < 0.95:
        at = dice.randrange(len(content))
        return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
    return dice.choice([b"\xef\xbb\xbf", b"<html>", b"\x00", b"[" * 3000]) + content


def texts(value):
    """Every text inside an outcome, however deep."""
    if isinstance(value, Secret):
        yield value.reveal()
    elif isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


@pytest.mark.parametrize("call", CALLS)
def test_no_mutated_answer_raises_or_publishes(answering, call):
    dice = dice_of(f"seed of {call}")
    for number in range(PER_CALL):
        content = json.dumps(mutated(ANSWERS[call], dice)).encode()
        content = spoilt(content, dice)
        http = dice.choice([200] * 12 + [201, 204, 301, 400, 401, 403, 404, 429, 500, 503])
        headers = {"Retry-After": dice.choice(["", "5", "x", "-1"])}
        platform = answering(httpx.Response(http, content=content, headers=headers))

        outcome = CALLS[call](platform)

        assert isinstance(outcome, ALLOWED[call]), (number, content[:300])
        for text in texts(outcome):  # any of these may end up in a database
            text.encode()
            assert "\x00" not in text
        if isinstance(outcome, outcomes.Published):
            assert b"PUBLISH_COMPLETE" in content


@pytest.mark.parametrize("call", CALLS)
def test_what_is_not_even_json_is_no_answer(answering, call):
    dice = dice_of(f"noise for {call}")
    for _ in range(40):
        noise = dice.randbytes(dice.randint(0, 400))
        outcome = CALLS[call](answering(httpx.Response(200, content=noise)))

        assert isinstance(outcome, ALLOWED[call])
        good = (outcomes.Opened, outcomes.HandedOver, outcomes.Published, outcomes.InInbox)
        assert not isinstance(outcome, (*good, Grant, CreatorFacts, list))


def test_a_mutated_answer_never_leaves_the_remote_unlike_what_was_said(answering):
    dice = dice_of("remotes")
    for _ in range(200):
        content = json.dumps(mutated(ANSWERS["open"], dice)).encode()
        outcome = answering(httpx.Response(200, content=content)).open(FILM)

        if isinstance(outcome, outcomes.Opened):
            assert isinstance(outcome.remote, Remote)
            assert outcome.remote.address.reveal().startswith("https://")
            assert 0 < len(outcome.remote.publish_id) <= 200
