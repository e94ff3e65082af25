"""The composition root: Settings in, a Publisher out, every service holding its tools."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import httpx
from redis import Redis

import media
from publisher import platforms
from publisher.adapters import clock, machine
from publisher.adapters.bell import RqBell
from publisher.adapters.files import DiskFiles
from publisher.adapters.marker import FileMarker
from publisher.domain.ports import Bell, Files, Platform
from publisher.services.apps import Apps
from publisher.services.assets import Assets
from publisher.services.bulk import Bulk
from publisher.services.calls import Calls
from publisher.services.connections import Connections
from publisher.services.disconnecting import Disconnecting
from publisher.services.links import Links
from publisher.services.lists import Lists
from publisher.services.means import Means
from publisher.services.posts import Posts
from publisher.services.posts_change import PostChanges
from publisher.services.posts_check import PostCheck
from publisher.services.publishing.attempts import Attempts
from publisher.services.publishing.doubts import Doubts
from publisher.services.publishing.exchange import Exchange
from publisher.services.publishing.handover import HandOver
from publisher.services.publishing.lease import LeaseTimes
from publisher.services.publishing.notices import Notices
from publisher.services.publishing.preflight import Preflight
from publisher.services.publishing.pulls import Pulls
from publisher.services.publishing.questions import Questions
from publisher.services.publishing.tickets import Tickets
from publisher.services.publishing.verdicts import Verdicts
from publisher.services.renditions import Renditions
from publisher.services.revoking import Revoking
from publisher.services.scheduling.gate import Gate
from publisher.services.scheduling.limits import LimitsOf
from publisher.services.scheduling.placing import Placing
from publisher.services.scheduling.policy import Policies
from publisher.services.scheduling.queues import Queues
from publisher.services.scheduling.reslot import Reslot
from publisher.services.scheduling.restores import Restores
from publisher.services.scheduling.sweep import Sweep
from publisher.services.seals import SealKeys
from publisher.services.support.allowances import Allowances
from publisher.services.support.audit import Audit
from publisher.services.support.failures import Failures
from publisher.services.support.health import Health
from publisher.services.support.reference import Reference
from publisher.services.support.story import Story
from publisher.services.support.support import Support
from publisher.services.upkeep import Keep, Upkeep
from publisher.settings import Settings
from publisher.store.engine import Store
from publisher.store.seal import Seal

MOST_BYTES = 4_000_000_000  # TikTok's own limit for a film
# How long RQ lets a child work; our own limits inside are shorter, see media and the lease.
WORK_SECONDS = {"publish": 3900, "media": 7200}
REDIS_PATIENCE = 2.0  # seconds: a caller must not wait for a bell


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands outside, each replaceable by a test; the real things by default."""

    now: Callable[[], datetime] = clock.now
    monotonic: Callable[[], float] = clock.monotonic
    wait: Callable[[float], None] = clock.wait
    chance_bytes: Callable[[int], bytes] = clock.chance_bytes
    chance: Callable[[], float] = clock.chance
    transport: httpx.BaseTransport | None = None
    bell: Bell | None = None
    files: Files | None = None
    store: Store | None = None
    lease: LeaseTimes = field(default_factory=LeaseTimes)
    platforms: dict[str, Platform] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publisher:
    """The whole service, put together."""

    settings: Settings
    store: Store
    redis: Redis
    bell: Bell
    files: Files
    platforms: dict[str, Platform]
    monotonic: Callable[[], float]
    now: Callable[[], datetime]
    allowances: Allowances
    apps: Apps
    assets: Assets
    attempts: Attempts
    bulk: Bulk
    connections: Connections
    disconnecting: Disconnecting
    failures: Failures
    health: Health
    limits: LimitsOf
    links: Links
    lists: Lists
    notices: Notices
    policy: Policies
    posts: Posts
    post_changes: PostChanges
    post_check: PostCheck
    pulls: Pulls
    queues: Queues
    restores: Restores
    reference: Reference
    renditions: Renditions
    revoking: Revoking
    seal_keys: SealKeys
    audit: Audit
    story: Story
    support: Support
    sweep: Sweep
    upkeep: Upkeep


def build(settings: Settings, outside: Outside | None = None) -> Publisher:
    """Put the service together; nothing is contacted yet."""
    out = outside or Outside()
    store = out.store or Store(
        settings.database_url.reveal(),
        Seal(settings.seal_keys),
        pool_size=settings.web_threads,
    )
    redis = line_to_redis(settings)
    bell = out.bell or RqBell(redis, WORK_SECONDS)
    files = out.files or DiskFiles(settings.var / "files", settings.free_floor_mb << 20)
    places = out.platforms or platforms.every(
        settings, out.now, lambda: not store.is_in_transaction, out.transport, out.wait
    )
    tools = cache(lambda: media.find_tools(settings.ffmpeg, settings.ffprobe))
    means = Means(store, out.now, out.chance_bytes, out.chance)

    reference, story = Reference(platforms.references()), Story(means)
    gate = Gate()
    placing = Placing(gate)
    verdicts = Verdicts(means, Reslot(means))
    restores = Restores(means, FileMarker(settings.var / "generation"))
    calls = Calls(means, platforms.rates())
    connections = Connections(means, places, out.wait, calls)
    revoking = Revoking(means, places, out.wait)
    renditions = Renditions(
        means, files, bell, places, platforms.media_spec, tools, machine.cores()
    )
    tickets = Tickets(files, settings.media_url or settings.public_url)
    exchange = Exchange(means, places, connections, tickets, calls)
    check = PostCheck(means, places, connections, placing)
    posts = Posts(means, check, gate, renditions, bell)
    return Publisher(
        settings=settings,
        store=store,
        redis=redis,
        bell=bell,
        files=files,
        platforms=places,
        monotonic=out.monotonic,
        now=out.now,
        allowances=Allowances(means, places),
        apps=Apps(means, settings.session_secret),
        assets=Assets(means, files, bell, renditions, tools, MOST_BYTES),
        attempts=Attempts(
            means,
            exchange,
            Preflight(places, connections),
            HandOver(means, exchange, gate, verdicts, out.wait),
            verdicts,
            Questions(means, exchange, verdicts, Doubts(means, places, connections, verdicts)),
            out.monotonic,
            out.lease,
        ),
        bulk=Bulk(means, posts),
        connections=connections,
        disconnecting=Disconnecting(means, revoking),
        failures=Failures(means, reference),
        health=Health(means, redis.ping),
        limits=LimitsOf(means, gate),
        links=Links(means, places, settings.public_url, revoking),
        lists=Lists(means),
        notices=Notices(means, places, connections, bell),
        policy=Policies(means),
        posts=posts,
        post_changes=PostChanges(means, places, gate, placing, verdicts),
        post_check=check,
        pulls=Pulls(means, files),
        queues=Queues(means),
        reference=reference,
        renditions=renditions,
        revoking=revoking,
        story=story,
        support=Support(means, reference, story, bell),
        restores=restores,
        seal_keys=SealKeys(means),
        audit=Audit(means),
        sweep=Sweep(means, bell, restores),
        upkeep=Upkeep(
            means,
            bell,
            files,
            calls,
            revoking,
            Keep(timedelta(days=settings.keep_days), timedelta(days=settings.keep_history_days)),
        ),
    )


def line_to_redis(settings: Settings) -> Redis:
    """A line to Redis that gives up soon: the bell is a hint, and nobody waits for a hint."""
    return Redis.from_url(
        settings.redis_url.reveal(),
        socket_connect_timeout=REDIS_PATIENCE,
        socket_timeout=REDIS_PATIENCE,
    )
