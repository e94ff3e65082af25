"""Who is at work just now."""

from collections.abc import Iterator
from datetime import UTC, datetime

from publisher.launch.checkup.check import Check, doubtful, good
from publisher.settings import Settings

_STALE_SECONDS = 30.0


def beats(settings: Settings) -> Iterator[Check]:
    """When each part last gave a sign of life; nothing where the service does not run."""
    from publisher.domain.errors import StoreAway
    from publisher.store import beats as kept
    from publisher.store.engine import Store
    from publisher.store.seal import Seal

    store = Store(settings.database_url.reveal(), Seal(settings.seal_keys))
    try:
        with store.read() as tx:
            seen = kept.every(tx)
    except StoreAway:
        return  # the check of the database has said it
    finally:
        store.close()
    now = datetime.now(UTC)
    for who, at in sorted(seen.items()):
        age = (now - at).total_seconds()
        says = f"Last sign of life {age:.0f} s ago."
        if age > _STALE_SECONDS:
            yield doubtful(who, says, "Start it: publisher run, or its line of the Procfile.")
        else:
            yield good(who, says)


def creators(settings: Settings) -> Iterator[Check]:
    """How many Creators were posted for, where the platform caps their number."""
    from publisher.domain.errors import StoreAway
    from publisher.wiring import build

    service = build(settings)
    try:
        used = service.allowances.used()
    except StoreAway:
        return  # the check of the database has said it
    finally:
        service.store.close()
    for one in used:
        most = one.allowance.most_creators
        if most is None:
            continue
        says = f"{one.creators} of {most} creators were posted for in the last 24 hours."
        if one.frees_at is None:
            yield good("active creators", says)
        else:
            fix = f"Posts for others wait; a place frees at {one.frees_at:%Y-%m-%d %H:%M} UTC."
            yield doubtful("active creators", says, f"{fix} The audit lifts the cap.")


def workers(settings: Settings) -> Iterator[Check]:
    """Whether every queue has somebody who works it off."""
    from redis import Redis, RedisError
    from rq import Queue, Worker
    from rq.serializers import JSONSerializer

    from publisher.worker.run import QUEUES

    line = Redis.from_url(settings.redis_url.reveal(), socket_connect_timeout=3, socket_timeout=3)
    try:
        with line:
            for name in QUEUES:
                queue = Queue(name, connection=line, serializer=JSONSerializer)
                count = Worker.count(queue=queue)
                waiting = queue.count
                says = f"{count} at work on the queue {name}, {waiting} rings waiting."
                if count:
                    yield good(f"workers {name}", says)
                else:
                    fix = "Start it: publisher run, or the Procfile's lines."
                    yield doubtful(f"workers {name}", says, fix)
    except (RedisError, OSError):
        return  # the check of Redis has said it
