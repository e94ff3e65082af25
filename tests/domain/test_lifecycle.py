"""The table of moves, pair by pair: the plan drew it, the code must have it."""

import pytest

from publisher.domain.lifecycle import COMMANDS, EVENTS, TABLE, advance
from publisher.domain.outcomes import Deferred, InInbox, Published
from publisher.domain.refusals import CAP_REACHED
from publisher.domain.states import PostState

STATES = [state.value for state in PostState]

# One row per event, one column per state; "=" stays, "." is illegal.
DRAWN = """
Move        =          .          .          .         .         =         .         .
Cancel      cancelled  .          .          .         .         cancelled .         .
Retry       .          .          .          .         .         .         scheduled .
Release     .          .          .          .         .         scheduled .         .
Take        sending    .          .          .         .         .         .         .
Opened      .          =          .          .         .         .         .         .
HandedOver  .          processing .          .         .         .         .         .
Working     .          processing =          .         .         .         .         .
InInbox     in_inbox   in_inbox   in_inbox   =         .         in_inbox  in_inbox  in_inbox
Published   published  published  published  published =         published published published
Deferred    =          scheduled  scheduled  .         .         .         .         .
Refused     failed     failed     failed     failed    .         failed    .         .
Blocked     held       held       held       .         .         .         .         .
Doubtful    .          held       held       .         .         .         .         .
Exhausted   failed     failed     failed     .         .         .         .         .
Disconnected cancelled cancelled  .          .         .         cancelled .         .
"""


def _drawn():
    for line in DRAWN.split("\n"):
        if not line:
            continue
        event, *cells = line.split()
        for state, cell in zip(STATES, cells, strict=True):
            follows = {"=": state, ".": None}.get(cell, cell)
            yield pytest.param(event, state, follows, id=f"{event}-{state}")


@pytest.mark.parametrize(("event", "state", "follows"), list(_drawn()))
def test_each_pair_is_as_drawn(event, state, follows):
    kind = {one.__name__: one for one in EVENTS}[event]

    found = TABLE.get((PostState(state), kind))

    assert (found.value if found else None) == follows


def test_all_pairs_are_drawn():
    assert len(list(_drawn())) == len(EVENTS) * len(PostState) == 128
    assert len(TABLE) == 45


def test_what_is_published_never_goes_back():
    assert {kind for state, kind in TABLE if state is PostState.PUBLISHED} == {Published}


def test_good_news_is_welcome_wherever_the_post_is():
    for state in PostState:
        assert advance(state, Published()) is PostState.PUBLISHED
        if state is not PostState.PUBLISHED:
            assert advance(state, InInbox()) is PostState.IN_INBOX


def test_an_illegal_move_has_no_next_state():
    assert advance(PostState.CANCELLED, Deferred(CAP_REACHED)) is None


def test_people_never_move_a_post_that_is_under_way():
    under_way = {PostState.SENDING, PostState.PROCESSING}
    assert not [pair for pair in TABLE if pair[0] in under_way and pair[1] in COMMANDS]
