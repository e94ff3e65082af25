"""Ring a worker through RQ; losing a ring loses nothing, since the row is the truth."""

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from publisher.domain.errors import BellAway

# What RQ calls, by queue. The names are a promise: a ring from before an upgrade must still work.
CALLS = {"publish": "publisher.worker.jobs.drive", "media": "publisher.worker.jobs.media"}
RING_LASTS = 300  # seconds; an older ring has been rung again by the sweep long since


class RqBell:
    """Rings queues in Redis."""

    def __init__(self, redis: Redis, work_seconds: dict[str, int]) -> None:
        self._queues = {
            # Pickle would let whoever writes to Redis run code in a worker.
            name: Queue(name, connection=redis, serializer=JSONSerializer)
            for name in CALLS
        }
        self._work_seconds = work_seconds

    def ring(self, queue: str, *refs: str) -> None:
        """Ask workers of this queue to look at these rows; raises BellAway."""
        rings = [
            Queue.prepare_data(
                CALLS[queue],
                (ref,),
                timeout=self._work_seconds[queue],
                ttl=RING_LASTS,
                result_ttl=0,
                failure_ttl=3600,
            )
            for ref in refs
        ]
        try:
            self._queues[queue].enqueue_many(rings)
        except (RedisError, OSError) as error:
            raise BellAway(f"Redis does not answer: {type(error).__name__}") from error
