"""Rings that wait in Redis, for a child that is at work already: its fork is paid for."""

from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from rq.utils import as_text


def take(line: Redis, queue: str) -> str | None:
    """The next ring's id, gone from Redis; None where none waits or Redis does not answer.

    A child that dies with it loses a ring and no more: the sweep rings again.
    """
    waiting = Queue(queue, connection=line, serializer=JSONSerializer)
    try:
        while ring := line.lpop(waiting.key):
            job = waiting.fetch_job(as_text(ring))  # type: ignore[arg-type]  # no list: one was asked for
            if job is not None:  # else too old, and gone by itself
                ref = str(job.args[0])
                job.delete(remove_from_queue=False)
                return ref
    except (RedisError, OSError):
        pass
    return None
