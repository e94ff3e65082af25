from datetime import timedelta

import pytest

from publisher.domain.rates import Rate

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("limit", "burst"), [(1, 1), (6, 6), (6, 7), (6, 0), (0, 0)])
def test_a_rate_whose_burst_fills_its_window_cannot_be_made(limit, burst):
    with pytest.raises(ValueError, match="a rate needs"):
        Rate(limit, MINUTE, burst)


def test_calls_settle_at_a_distance_that_leaves_room_for_the_burst():
    six = Rate(6, MINUTE, burst=2)

    assert six.interval == six.tolerance == timedelta(seconds=15)
    assert Rate(4, MINUTE).interval == timedelta(seconds=20)
