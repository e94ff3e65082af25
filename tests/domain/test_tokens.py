from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import tokens
from publisher.domain.tokens import Standing

ISSUED = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
FRESH, RENEW, DEAD = Standing.FRESH, Standing.RENEW, Standing.DEAD


@pytest.mark.parametrize(
    ("age", "access", "refresh", "needed", "expected"),
    [
        (0 * HOUR, 24 * HOUR, 365 * DAY, 0 * HOUR, FRESH),
        (11 * HOUR, 24 * HOUR, 365 * DAY, HOUR, FRESH),
        (12 * HOUR, 24 * HOUR, 365 * DAY, 0 * HOUR, RENEW),  # half life
        (30 * HOUR, 24 * HOUR, 365 * DAY, 0 * HOUR, RENEW),  # long over, but renewable
        (30 * SECOND, 2 * HOUR, 180 * DAY, HOUR, FRESH),
        (0 * HOUR, 2 * HOUR, 180 * DAY, 2 * HOUR, FRESH),
        (20 * SECOND, 2 * HOUR, 180 * DAY, 2 * HOUR, RENEW),  # the work would outlive it
        (10 * SECOND, 60 * SECOND, DAY, 180 * SECOND, FRESH),  # no renewal would cover it
        (30 * SECOND, 60 * SECOND, DAY, 180 * SECOND, RENEW),
        (3 * HOUR, 24 * HOUR, 2 * HOUR, HOUR, FRESH),  # cannot be renewed, serves to the end
        (23 * HOUR, 24 * HOUR, 2 * HOUR, 2 * HOUR, DEAD),
        (24 * HOUR, 24 * HOUR, 2 * HOUR, 0 * HOUR, DEAD),
        (365 * DAY, 24 * HOUR, 365 * DAY, 0 * HOUR, DEAD),
    ],
)
def test_where_tokens_stand(age, access, refresh, needed, expected):
    found = tokens.standing(ISSUED + age, ISSUED, ISSUED + access, ISSUED + refresh, needed)

    assert found is expected


lives = st.timedeltas(SECOND, 400 * DAY)


@given(lives, lives, st.timedeltas(timedelta(0), 400 * DAY), st.timedeltas(timedelta(0), 9 * HOUR))
def test_fresh_always_means_that_the_token_still_works(access, refresh, age, needed):
    now = ISSUED + age
    found = tokens.standing(now, ISSUED, ISSUED + access, ISSUED + refresh, needed)

    assert found is not FRESH or now < ISSUED + access
    assert found is not RENEW or now < ISSUED + refresh
    assert found is not DEAD or ISSUED + refresh <= now


@given(access=lives, needed=st.timedeltas(timedelta(0), 400 * DAY))
def test_a_token_just_issued_is_never_renewed_again_at_once(access, needed):
    refresh_until = ISSUED + access + DAY

    assert tokens.standing(ISSUED, ISSUED, ISSUED + access, refresh_until, needed) is FRESH


def test_an_idle_connection_is_renewed_at_half_the_refresh_life_of_its_token():
    due = tokens.keep_alive_due(ISSUED, ISSUED + 2 * HOUR, ISSUED + 180 * DAY)

    assert due == ISSUED + 90 * DAY


def test_keeping_alive_a_token_that_no_renewal_lengthens_comes_to_an_end():
    refresh_until, issued, renewals = ISSUED + 180 * DAY, ISSUED, 0
    while (due := tokens.keep_alive_due(issued, issued + 2 * HOUR, refresh_until)) < refresh_until:
        issued, renewals = due, renewals + 1

    assert renewals < 20


@pytest.mark.parametrize(
    ("left", "life", "expected"),
    [
        (15, 180, None),
        (14, 180, 14),
        (4, 180, 14),
        (3, 180, 3),
        (1, 180, 3),
        (-1, 180, 3),
        (9, 10, None),  # it never had 14 days to begin with
        (2, 10, 3),
        (1, 2, None),
    ],
)
def test_the_creator_is_warned_14_and_3_days_before_the_end(left, life, expected):
    ends = ISSUED + life * DAY
    found = tokens.warning(ends - left * DAY, ISSUED, ends)

    assert found == (None if expected is None else expected * DAY)
