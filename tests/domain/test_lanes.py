"""Fewer announcements at once when the platform says: too many; and more again by and by."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.domain import lanes
from publisher.domain.lanes import STANDARD

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def refused_by(*who, at=NOON, under_way=10, before=None):
    for one in who:
        before = lanes.refused(before, one, at, under_way)
    return before


def test_one_creator_that_is_called_too_often_narrows_nothing():
    assert lanes.width(refused_by("anna", "anna", "anna"), NOON) is None


def test_two_creators_minutes_apart_have_nothing_in_common():
    first = refused_by("anna")
    later = NOON + 2 * MINUTE

    assert lanes.width(refused_by("paul", at=later, before=first), later) is None


@pytest.mark.parametrize(("under_way", "width"), [(10, 5), (3, 1), (1, 1), (0, 1), (500, 8)])
def test_half_as_many_go_on_and_never_none(under_way, width):
    assert lanes.width(refused_by("anna", "paul", under_way=under_way), NOON) == width


def test_a_question_that_is_refused_narrows_nothing_and_is_remembered():
    asked = refused_by("anna", "paul", under_way=None)

    assert lanes.width(asked, NOON) is None
    assert asked.last == NOON


def test_answers_to_calls_from_before_do_not_narrow_again():
    first = refused_by("anna", "paul")

    again = refused_by("cara", "dora", at=NOON + SECOND, before=first)

    assert lanes.width(again, NOON + SECOND) == 5


def test_a_refusal_after_that_halves_what_is_open_by_then():
    first = refused_by("anna", "paul")
    later = NOON + STANDARD.opens

    again = refused_by("cara", "dora", at=later, before=first)

    assert lanes.width(first, later) == 6
    assert lanes.width(again, later) == 3


def test_one_lane_opens_after_the_other_until_nobody_waits():
    few = refused_by("anna", "paul")

    widths = [lanes.width(few, NOON + STANDARD.opens * step) for step in range(12)]

    assert widths == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, None]


def test_refusals_that_go_on_are_told_once_and_anew_after_a_calm():
    few, told = None, []
    for step in range(60):
        at = NOON + MINUTE * step
        few = refused_by("anna", at=at, before=few)
        if (now := lanes.told(few)) is not None:
            few = now
            told.append(at - NOON)

    assert told == [STANDARD.long]
    assert not lanes.is_over(few, at + STANDARD.calm - SECOND)
    assert lanes.is_over(few, at + STANDARD.calm)
    assert not refused_by("anna", at=at + STANDARD.calm, before=few).is_told


def test_a_few_refusals_now_and_then_are_told_to_nobody():
    few = None
    for step in range(60):
        few = refused_by("anna", at=NOON + STANDARD.calm * step, before=few)
        assert lanes.told(few) is None


@pytest.mark.parametrize("few", [refused_by("anna"), refused_by("anna", "paul")])
def test_what_is_remembered_is_kept_whole(few):
    assert lanes.read(lanes.written(few)) == few
