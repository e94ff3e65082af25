"""What an answer proves about an Attempt, by how far it has come."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from publisher.domain.outcomes import Blocked, Deferred, Refused
from publisher.domain.reasons import Handling, Raw
from publisher.domain.refusals import ADDRESS_DEAD, GAVE_UP, STARTED_AGAIN
from publisher.domain.states import Phase, Transfer, Verdict
from publisher.services.publishing.proofs import only_waits, proves_dead, verdict_of
from publisher.store.attempts import Attempt

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GONE = replace(STARTED_AGAIN, handling=Handling.NEW_ATTEMPT)


def attempt(phase):
    committed = NOON if phase in {Phase.COMMITTING, Phase.HANDED_OVER} else None
    return Attempt(
        id="att_1",
        post_id="post_1",
        app_id="app_1",
        connection_id="con_1",
        number=1,
        transfer=Transfer.FILE,
        phase=phase,
        lease_token=1,
        publish_id="v_1",
        upload_until=None,
        bytes_sent=0,
        pull_nonce=None,
        fetched_at=None,
        revoked_at=None,
        sent=None,
        opened_at=NOON,
        committed_at=committed,
        handed_over_at=None,
        ended_at=None,
        outcome=None,
        reason=None,
        circumstances=None,
    )


# An answer, how far the Attempt is, and whether another one may begin.
DEAD = [
    (Deferred(GONE, Raw(step="transfer", http=404)), Phase.INITED, True),
    (Deferred(GONE, Raw(step="transfer", http=404)), Phase.COMMITTING, False),
    (Deferred(GONE, Raw(step="transfer", http=403)), Phase.HANDED_OVER, False),
    (Deferred(GONE, Raw(step="fail_reason", code="internal")), Phase.HANDED_OVER, True),
    (Deferred(ADDRESS_DEAD), Phase.COMMITTING, True),
    (Deferred(ADDRESS_DEAD), Phase.INITED, True),
]


@pytest.mark.parametrize(("outcome", "phase", "dead"), DEAD)
def test_another_attempt_begins_only_where_this_one_is_proved_dead(outcome, phase, dead):
    assert proves_dead(attempt(phase), outcome) is dead


@pytest.mark.parametrize(("outcome", "phase", "dead"), DEAD)
def test_whatever_is_not_proved_once_bytes_may_be_there_is_only_asked_again(outcome, phase, dead):
    under_way = phase in {Phase.COMMITTING, Phase.HANDED_OVER}

    assert only_waits(attempt(phase), outcome) is (under_way and not dead)


@pytest.mark.parametrize("kind", [Refused, Blocked])
@pytest.mark.parametrize(
    ("step", "phase", "ending"),
    [
        ("status", Phase.HANDED_OVER, Verdict.DOUBTFUL),
        ("status", Phase.COMMITTING, Verdict.DOUBTFUL),
        ("fail_reason", Phase.HANDED_OVER, Verdict.REFUSED),
    ],
)
def test_a_refused_question_proves_nothing(kind, step, phase, ending):
    outcome = kind(GAVE_UP, Raw(step=step, code="zzz_new_code"))

    assert verdict_of(attempt(phase), outcome) is ending
