"""Work off one queue: RQ rings, forks a child per ring, and promises nothing that we rely on."""

import logging
import signal
import time
from collections.abc import Callable
from typing import Any

from redis import Redis, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from publisher.domain.errors import BellAway
from publisher.domain.secret import Secret
from publisher.worker.lifeline import die_with_parent

QUEUES = ("publish", "media")
log = logging.getLogger(__name__)

# RQ's own defaults notice a dead worker after many minutes. Our leases do not wait for RQ, but its
# registries should tell the truth to those who look at them.
_WORKER_TTL = 60
_MAINTENANCE_SECONDS = 30
_AGAIN_SECONDS = 2


def work(bell: Secret, queue: str, forget: Callable[[], None]) -> int:
    """Work until told to stop; raises BellAway where Redis does not answer at the start.

    One queue per process: only then does RQ take a ring so that a crash cannot lose it.
    `forget` drops whatever line to the outside a forked child has inherited.
    """
    # RQ listens for signals only once it has registered; until then nothing is under way.
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, _leave)
    line = Redis.from_url(bell.reveal())
    try:
        line.ping()
    except (RedisError, OSError) as error:
        says = f"Redis does not answer: {error}\n→ Start it, or correct REDIS_URL."
        raise BellAway(says) from error
    while True:
        worker = OneQueueWorker(line, queue, forget)
        if worker.work_until_trouble():
            return 0
        log.warning("Redis does not answer; the next look is in %s s", _AGAIN_SECONDS)
        try:
            time.sleep(_AGAIN_SECONDS)
        except StopRequested:
            return 0


def _leave(_signum: int, _frame: Any) -> None:
    raise SystemExit(0)


class OneQueueWorker(Worker):
    """RQ's forking worker, with children that inherit nothing and never outlive it."""

    def __init__(self, line: Redis, queue: str, forget: Callable[[], None]) -> None:
        # JSON on both sides: with pickle, whoever writes to Redis would run code here.
        super().__init__(
            [Queue(queue, connection=line, serializer=JSONSerializer)],
            connection=line,
            serializer=JSONSerializer,
            worker_ttl=_WORKER_TTL,
            maintenance_interval=_MAINTENANCE_SECONDS,
        )
        self._forget = forget
        self._told_to_stop = False

    def work_until_trouble(self) -> bool:
        """Whether we were told to stop; otherwise Redis has gone away."""
        try:
            # RQ shows itself in Redis first and hears signals afterwards: who asks a worker that
            # is just back to stop would kill it.
            self._install_signal_handlers()  # type: ignore[no-untyped-call]  # RQ's own gap
            # No scheduler of RQ's: it outlives a killed worker, and two of them ring twice.
            self.work(with_scheduler=False, logging_level="WARNING")
        except (RedisError, OSError, StopRequested) as trouble:
            log.debug("a round of work ended: %r", trouble)
        return self._told_to_stop

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """A sign of life; a Redis that is gone, or has forgotten us, ends this round of work."""
        try:
            forgotten = pipeline is None and not self.connection.exists(self.key)
            super().heartbeat(timeout, pipeline)
        except RedisConnectionError:
            forgotten = True
        # RQ alone would go on unregistered, after pauses of up to a minute.
        if forgotten and not self._horse_pid:
            raise StopRequested

    def request_stop(self, signum: int, frame: Any) -> None:
        """A signal: finish what is under way, then leave."""
        self._told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ's own gap

    def main_work_horse(self, job: Any, queue: Any) -> None:
        """The forked child's first deed."""
        die_with_parent()
        self._forget()
        super().main_work_horse(job, queue)
