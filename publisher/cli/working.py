"""What `publisher worker` and `publisher media` share: a Publisher, and one queue to work off."""

from contextlib import suppress

from publisher.domain.errors import Away
from publisher.settings import Settings


def work_off(settings: Settings, queue: str) -> int:
    """Build everything once, before any child is forked, and work until told to stop."""
    from publisher.adapters import logs
    from publisher.launch.lost_keys import refuse_lost_keys
    from publisher.launch.other_schema import refuse_other_schema
    from publisher.wiring import build
    from publisher.worker import jobs
    from publisher.worker.run import work

    logs.configure(settings.log_level.value, settings.log_format.value)
    publisher = build(settings)
    refuse_other_schema(publisher.store)
    refuse_lost_keys(publisher)
    with suppress(Away):  # with no database there is nothing to send, either
        publisher.restores.look()  # before any ring that has waited through a restore
    publisher.store.close()  # a forked child inherits no line to the database
    jobs.equip(publisher)
    return work(settings.redis_url, queue, publisher.store.forget_connections)
