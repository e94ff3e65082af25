"""What every Platform owes the engine: accepted, refused, deferred, doubtful, revoked, twice."""

from dataclasses import replace

import pytest

from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    HandedOver,
    InInbox,
    Opened,
    Published,
    Refused,
    Working,
)
from publisher.domain.ports import Declined
from publisher.domain.reasons import Handling, Headline
from publisher.domain.secret import Secret
from publisher.domain.states import Mode
from publisher.domain.tickets import CreatorFacts, Grant


def going(_sent: int) -> bool:
    return True


def opened(platform, ticket):
    outcome = platform.open(ticket)
    assert isinstance(outcome, Opened), outcome
    return replace(ticket, remote=outcome.remote)


def handed_over(platform, ticket):
    ticket = opened(platform, ticket)
    filled = platform.fill(ticket, going)
    assert isinstance(filled, Opened), filled
    ticket = replace(ticket, remote=filled.remote)
    outcome = platform.commit(ticket)
    assert isinstance(outcome, HandedOver), outcome
    return replace(ticket, remote=outcome.remote)


# --- accepted ------------------------------------------------------------------------------------


def test_a_film_goes_from_announcement_to_published(stage, platform, grant):
    ticket = handed_over(platform, stage.ticket(grant))

    assert isinstance(platform.ask(ticket), Working)
    stage.later(60)
    outcome = platform.ask(ticket)

    assert isinstance(outcome, Published)
    assert all(isinstance(one, str) for one in outcome.public_ids)
    assert stage.out() == 1


def test_nothing_is_out_before_the_last_piece(stage, platform, grant):
    ticket = opened(platform, stage.ticket(grant))
    platform.fill(ticket, going)

    stage.later(3000)

    assert stage.out() == 0


def test_pictures_are_handed_over_by_their_announcement(stage, platform, grant):
    ticket = stage.ticket(grant, photos=True)

    outcome = platform.open(ticket)
    stage.later(60)

    assert isinstance(outcome, HandedOver)
    assert isinstance(platform.ask(replace(ticket, remote=outcome.remote)), Published)
    assert stage.out() == 1


def test_a_draft_ends_in_the_inbox_and_is_never_called_published(stage, platform, grant):
    ticket = stage.ticket(grant, mode=Mode.INBOX, caption="", options={})
    ticket = handed_over(platform, ticket)

    stage.later(60)

    assert isinstance(platform.ask(ticket), InInbox)
    assert stage.out() == 0


def test_the_creator_is_known_by_name_and_options(stage, platform, grant):
    facts = platform.creator(grant.access)

    assert isinstance(facts, CreatorFacts)
    assert facts.nickname
    assert facts.privacy_options
    assert facts.max_seconds > 0


def test_a_renewal_gives_a_pair_that_works(platform, grant):
    renewed = platform.renew(grant.refresh)

    assert isinstance(renewed, Grant)
    assert renewed.access != grant.access
    assert isinstance(platform.creator(renewed.access), CreatorFacts)


# --- refused -------------------------------------------------------------------------------------


def test_what_cannot_be_asked_is_refused_before_a_request_leaves(stage, platform, grant):
    outcome = platform.open(stage.ticket(grant, options={"nonsense": True}))

    assert isinstance(outcome, Refused)
    assert stage.announced() == 0


def test_an_attempt_that_has_a_remote_is_never_announced_again(stage, platform, grant):
    ticket = opened(platform, stage.ticket(grant))

    with pytest.raises(ValueError, match="already"):
        platform.open(ticket)
    assert stage.announced() == 1


def test_a_false_code_is_declined(platform):
    declined = platform.exchange("no-such-code", Secret("v" * 43), "https://publisher.example/back")

    assert isinstance(declined, Declined)


# --- deferred ------------------------------------------------------------------------------------


def test_a_lost_answer_to_a_films_announcement_is_harmless(stage, platform, grant):
    stage.lose("open")

    outcome = platform.open(stage.ticket(grant))
    stage.later(3600)

    assert isinstance(outcome, Deferred)
    assert stage.out() == 0


def test_a_lost_answer_to_a_question_means_asking_again(stage, platform, grant):
    ticket = handed_over(platform, stage.ticket(grant))
    stage.later(60)
    stage.lose("ask")

    assert isinstance(platform.ask(ticket), Deferred)
    assert isinstance(platform.ask(ticket), Published)


# --- doubtful ------------------------------------------------------------------------------------


def test_a_lost_answer_where_the_platform_fetches_is_doubtful(stage, platform, grant):
    stage.lose("open")

    outcome = platform.open(stage.ticket(grant, photos=True))
    stage.later(60)

    assert isinstance(outcome, Doubtful)
    assert stage.out() == 1  # which is why it must be called doubtful


def test_a_lost_answer_to_the_last_piece_counts_as_handed_over(stage, platform, grant):
    ticket = opened(platform, stage.ticket(grant))
    stage.lose("send")

    outcome = platform.commit(ticket)
    stage.later(60)

    assert isinstance(outcome, HandedOver)
    assert isinstance(platform.ask(replace(ticket, remote=outcome.remote)), Published)
    assert stage.out() == 1


# --- revoked -------------------------------------------------------------------------------------


def test_a_dead_token_asks_for_one_renewal_and_then_for_the_creator(stage, platform, grant):
    stage.revoke(grant)

    outcome = platform.open(stage.ticket(grant))
    renewed = platform.renew(grant.refresh)

    assert isinstance(outcome, Blocked)
    assert outcome.reason.handling is Handling.REFRESH_ONCE
    assert isinstance(renewed, Declined)
    assert renewed.reason.outcome is Headline.RECONNECT


def test_a_token_that_dies_while_asking_never_declares_the_post_dead(stage, platform, grant):
    ticket = handed_over(platform, stage.ticket(grant))
    stage.fail("ask", "access_token_invalid", 401)

    outcome = platform.ask(ticket)

    assert isinstance(outcome, Blocked)
    assert outcome.reason.handling is Handling.REFRESH_ONCE


def test_a_permission_can_be_given_back(platform, grant):
    assert platform.revoke(grant.access) is None
    assert isinstance(platform.creator(grant.access), Declined)


# --- twice ---------------------------------------------------------------------------------------


def test_the_last_piece_sent_twice_publishes_once(stage, platform, grant):
    ticket = opened(platform, stage.ticket(grant))

    first, second = platform.commit(ticket), platform.commit(ticket)
    stage.later(60)

    assert isinstance(first, HandedOver)
    assert isinstance(second, HandedOver | Deferred)
    assert isinstance(platform.ask(ticket), Published)
    assert stage.out() == 1


def test_filling_twice_sends_nothing_twice(stage, platform, grant):
    ticket = opened(platform, stage.ticket(grant))

    first = platform.fill(ticket, going)
    second = platform.fill(replace(ticket, remote=first.remote), going)

    assert isinstance(second, Opened)
    assert second.remote == first.remote
