"""Every table there is, gathered for the migrations."""

from publisher.store import (
    alarms,
    apps,
    assets,
    attempts,
    authorisations,
    beats,
    budgets,
    connections,
    creators,
    events,
    generations,
    ledger,
    posts,
    queues,
    renditions,
    steps,
    terms,
)
from publisher.store.types import metadata

TABLES = (
    apps.apps,
    apps.keys,
    creators.creators,
    connections.connections,
    authorisations.links,
    authorisations.authorisations,
    assets.assets,
    renditions.renditions,
    posts.posts,
    posts.post_assets,
    attempts.attempts,
    steps.steps,
    steps.evidence,
    queues.queues,
    ledger.commitments,
    ledger.idempotency,
    ledger.notices,
    events.events,
    events.audit,
    beats.beats,
    generations.generations,
    budgets.budgets,
    budgets.brakes,
    terms.terms,
    alarms.alarms,
)

__all__ = ["TABLES", "metadata"]
