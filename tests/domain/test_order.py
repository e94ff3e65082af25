"""Order kept: who moves, who makes room, and who stays."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import order, slots
from publisher.domain.order import Waiting
from publisher.domain.slots import Limits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAIN = Limits(cap=15, gap=10 * MINUTE)


def at(minutes):
    return NOON + MINUTE * minutes


def behind(*minutes, deadline=None):
    return [Waiting(f"p{one}", at(one), deadline) for one in minutes]


def test_those_behind_move_no_further_than_needed():
    found = order.moved([], at(5), None, behind(10, 20, 60), PLAIN)

    assert found.at == at(5)
    assert [(one.post, one.slot_at) for one in found.others] == [("p10", at(15)), ("p20", at(25))]


def test_nobody_moves_where_there_is_room():
    assert order.moved([], at(0), None, behind(10, 20), PLAIN).others == ()


def test_one_with_a_deadline_that_leaves_no_room_keeps_its_instant():
    stuck = Waiting("stuck", at(10), at(12))

    found = order.moved([], at(5), None, [stuck, *behind(30)], PLAIN)

    assert found.others == ()


def test_what_may_not_move_is_gone_round():
    found = order.moved([at(8)], at(0), None, behind(3), PLAIN)

    assert found.at == at(18)
    assert found.others[0].slot_at == at(28)


def test_nothing_is_moved_where_the_first_finds_no_place():
    assert order.moved([at(0)], at(1), at(5), behind(20), PLAIN) is None


@given(
    st.lists(st.integers(0, 3000), max_size=12, unique=True),
    st.lists(st.integers(0, 3000), min_size=1, max_size=12, unique=True),
    st.integers(0, 3000),
    st.integers(1, 5),
)
def test_order_and_every_limit_hold_for_all_that_moved(fixed, later, after, cap):
    limits = Limits(cap=cap, gap=10 * MINUTE)
    line = [at(one) for one in fixed]
    waiting = behind(*(after + one + 1 for one in later))

    found = order.moved(line, at(after), None, waiting, limits)

    went = {one.post: one.slot_at for one in waiting} | {
        one.post: one.slot_at for one in found.others
    }
    in_order = [went[one.post] for one in sorted(waiting, key=lambda one: one.slot_at)]
    assert found.at < min(in_order)
    assert all(one < other for one, other in pairwise(in_order))
    moved = [found.at, *(one.slot_at for one in found.others)]
    for place, instant in enumerate(moved):
        others = [*line, *moved[:place]]
        assert slots.clash(others, instant, limits) is None
