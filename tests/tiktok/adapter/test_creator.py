"""A draft against the simulator's cast: what this creator may do right now."""

from dataclasses import replace

import pytest

from publisher.domain.ports import Declined, Draft
from publisher.domain.secret import Secret
from publisher.domain.states import Mode
from publisher.domain.tickets import CreatorFacts
from publisher.tiktok.creator import Audit
from tests.tiktok.adapter.answers import NOW, enveloped

TOKEN = Secret("act.x")
INFO = {
    "creator_username": "anna",
    "creator_nickname": "Anna",
    "creator_avatar_url": "https://p16.example/a.webp",
    "privacy_level_options": ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
    "comment_disabled": False,
    "duet_disabled": False,
    "stitch_disabled": False,
    "max_video_post_duration_sec": 300,
}


def draft(mode=Mode.DIRECT, photos=False, **options):
    asked = {"privacy": "SELF_ONLY", **options} if mode is Mode.DIRECT else options
    return Draft(mode, photos, "", "", "", asked, 1)


def said(platform, creator, wanted):
    found = platform.check(wanted, creator)
    return [
        (one.fault.pointer, one.reason.code.removeprefix("tiktok."), one.stops) for one in found
    ]


@pytest.mark.parametrize(
    ("creator", "wanted", "expected"),
    [
        ("anna_public", draft(privacy="PUBLIC_TO_EVERYONE", allow_comment=True), []),
        ("anna_public", draft(allow_duet=True, allow_stitch=True), []),
        (
            "anna_public",
            draft(privacy="FOLLOWER_OF_CREATOR"),
            [("/options/privacy", "privacy_level_option_mismatch", True)],
        ),
        (
            "paul_private",
            draft(privacy="PUBLIC_TO_EVERYONE"),
            [("/options/privacy", "privacy_level_option_mismatch", True)],
        ),
        (
            "cara_quiet",
            draft(allow_comment=True),
            [("/options/allow_comment", "interaction_off", True)],
        ),
        ("cara_quiet", draft(), []),
        (
            "dora_solo",
            draft(allow_duet=True, allow_stitch=True),
            [
                ("/options/allow_duet", "interaction_off", True),
                ("/options/allow_stitch", "interaction_off", True),
            ],
        ),
        ("sid_short", draft(cover_ms=60_001), [("/options/cover_ms", "option_wrong", True)]),
        ("sid_short", draft(cover_ms=60_000), []),
        ("carl_capped", draft(), [("/connection", "spam_risk_too_many_posts", False)]),
        ("carl_capped", draft(mode=Mode.INBOX), []),
        ("ben_banned", draft(), [("/connection", "spam_risk_user_banned_from_posting", False)]),
        (
            "ben_banned",
            draft(mode=Mode.INBOX),
            [("/connection", "spam_risk_user_banned_from_posting", False)],
        ),
        ("quinn_quota", draft(), [("/connection", "reached_active_user_cap", False)]),
    ],
)
def test_a_draft_is_held_against_what_the_creator_may_do(stage, creator, wanted, expected):
    facts = stage.platform.creator(stage.connect(creator).access)

    assert isinstance(facts, CreatorFacts)
    assert said(stage.platform, facts, wanted) == expected


@pytest.mark.parametrize(
    ("creator", "code"),
    [
        ("carl_capped", "tiktok.spam_risk_too_many_posts"),
        ("ben_banned", "tiktok.spam_risk_user_banned_from_posting"),
        ("quinn_quota", "tiktok.reached_active_user_cap"),
    ],
)
def test_not_now_is_a_fact_about_the_creator_and_no_failure(stage, creator, code):
    facts = stage.platform.creator(stage.connect(creator).access)

    assert (facts.can_post, facts.cannot_post_code) == (False, code)


@pytest.mark.parametrize(
    ("creator", "seconds", "spec"),
    [("sid_short", 60, "tiktok-video@60"), ("lena_long", 3600, "tiktok-video@600")],
)
def test_the_spec_is_narrowed_to_the_creators_length(stage, creator, seconds, spec):
    facts = stage.platform.creator(stage.connect(creator).access)

    assert facts.max_seconds == seconds
    assert stage.platform.spec(photos=False, max_seconds=facts.max_seconds) == spec


def test_who_may_only_receive_drafts_is_known_by_name(stage):
    grant = stage.connect(granted=("user.info.basic", "video.upload"))

    facts = stage.platform.creator(grant.access)

    assert facts.nickname == "Anna Public"
    assert said(stage.platform, facts, draft(mode=Mode.INBOX)) == []
    assert said(stage.platform, facts, draft()) == [("/connection", "scope_not_authorized", True)]


def test_without_even_a_name_the_missing_permission_is_told(answering):
    refused = enveloped(401, "scope_not_authorized")
    platform = answering(refused, enveloped(data={"user": None}))

    declined = platform.creator(TOKEN)

    assert declined.reason.code == "tiktok.scope_not_authorized"
    assert declined.raw.step == "creator_info"


def test_a_carousel_has_no_duets_to_be_switched_off(stage):
    facts = stage.platform.creator(stage.connect("dora_solo").access)

    assert said(stage.platform, facts, draft(photos=True, allow_comment=True)) == []


@pytest.mark.parametrize(
    ("audit", "privacy", "public", "expected"),
    [
        (Audit.AUDITED, "PUBLIC_TO_EVERYONE", True, []),
        (Audit.UNAUDITED, "PUBLIC_TO_EVERYONE", None, ["/options/privacy"]),
        (Audit.SANDBOX, "MUTUAL_FOLLOW_FRIENDS", None, ["/options/privacy"]),
        (Audit.UNAUDITED, "SELF_ONLY", None, []),
        (Audit.UNAUDITED, "SELF_ONLY", False, []),
        (Audit.UNAUDITED, "SELF_ONLY", True, ["/connection"]),
    ],
)
def test_before_the_audit_only_private_profiles_and_self_only(
    answering, audit, privacy, public, expected
):
    platform = answering({"data": INFO}, audit=audit)
    facts = None if public is None else platform.creator(TOKEN)
    if public is False:
        options = ("FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
        facts = replace(facts, privacy_options=options)

    found = platform.check(draft(privacy=privacy), facts)

    assert [one.fault.pointer for one in found] == expected
    assert all("unaudited" in one.reason.code for one in found)


@pytest.mark.parametrize(
    "broken",
    [
        {"privacy_level_options": None},
        {"privacy_level_options": "SELF_ONLY"},
        {"privacy_level_options": [1]},
        {"comment_disabled": "no"},
        {"max_video_post_duration_sec": None},
        {"max_video_post_duration_sec": -5},
        {"max_video_post_duration_sec": 2.5},
    ],
    ids=str,
)
def test_facts_that_cannot_be_read_are_no_facts(answering, broken):
    platform = answering({"data": {**INFO, **broken}})

    declined = platform.creator(TOKEN)

    assert isinstance(declined, Declined)
    assert declined.reason.code == "tiktok.no_answer"


def test_names_are_kept_as_any_database_takes_them(answering):
    platform = answering(
        {"data": {**INFO, "creator_nickname": "a\x00\ud800b", "creator_username": 5}}
    )

    facts = platform.creator(TOKEN)

    assert facts.nickname == "a\ufffd?b"
    assert facts.username == ""
    assert facts.seen_at == NOW


def test_the_newest_videos_are_listed(stage, grant):
    ticket = stage.ticket(grant, photos=False, caption="look here")
    remote = stage.platform.open(ticket).remote
    stage.platform.commit(replace(ticket, remote=remote))
    stage.later(600)

    (seen,) = stage.platform.listed(grant.access)

    assert seen.caption == "look here"
    assert seen.public_id.isdigit()


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"videos": {}},
        {"videos": [5]},
        {"videos": [{"id": 5}]},
        {"videos": [{"id": "", "x": 1}]},
    ],
    ids=str,
)
def test_a_list_with_a_gap_is_no_list(answering, content):
    declined = answering(enveloped(data=content)).listed(TOKEN)

    assert isinstance(declined, Declined)
    assert declined.raw.step == "video_list"
