"""What keeps things: the database, Redis, the files."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from publisher.launch.checkup.check import Check, doubtful, failed, good
from publisher.settings import Settings

_MOST_SECONDS_APART = 5.0
_OLDEST_REDIS = (6, 2)  # LMOVE, with which a ring is taken so that a crash cannot lose it


def database(settings: Settings) -> Iterator[Check]:
    """Whether it answers, has our schema, and agrees about the time."""
    from sqlalchemy.exc import SQLAlchemyError

    from publisher.store.engine import Store
    from publisher.store.migrate import standing
    from publisher.store.seal import Seal

    store = Store(settings.database_url.reveal(), Seal(settings.seal_keys))
    kind = "PostgreSQL" if store.is_postgres else "SQLite, which serves this host alone"
    try:
        has, wants = standing(store)
        with store.engine.connect() as connection:
            apart = abs((store.read_clock(connection) - datetime.now(UTC)).total_seconds())
    except SQLAlchemyError as error:
        first_line = str(getattr(error, "orig", error)).partition("\n")[0]
        says = f"The database does not answer: {first_line}."
        yield failed("database", says, "Start it, or correct DATABASE_URL.")
        return
    finally:
        store.close()
    if has == wants:
        yield good("database", f"{kind}, at schema {has}.")
    else:
        says = f"{kind}, at schema {has or 'none'}; this version wants {wants}."
        yield failed("database", says, "Run: publisher migrate")
    if apart > _MOST_SECONDS_APART:
        says = f"Our clock and the database's are {apart:.0f} s apart."
        yield doubtful("database clock", says, "Let both hosts keep time by NTP.")


def seal_keys(settings: Settings) -> Iterator[Check]:
    """Whether an older key is still needed, and whether a needed one is missing."""
    from sqlalchemy.exc import SQLAlchemyError

    from publisher.domain.errors import StoreAway
    from publisher.wiring import build

    several = len(settings.seal_keys) > 1
    publisher = build(settings)
    try:
        found = publisher.seal_keys.look(whole=several)  # one key alone: a glance will do
    except (SQLAlchemyError, StoreAway):
        return  # the check of the database has said it
    finally:
        publisher.store.close()
    if found.broken:
        says = f"{found.broken} secrets at rest cannot be opened with the keys we have."
        fix = "Put the missing key back into PUBLISHER_SEAL_KEYS, behind the newest."
        yield failed("seal keys", says, fix)
    elif found.older:
        says = f"{found.older} secrets at rest still need an older key."
        yield doubtful("seal keys", says, "Run: publisher seal turn")
    elif several:
        says = "The newest key opens everything; the older ones are needed no more."
        yield doubtful("seal keys", says, "Take the older ones out of PUBLISHER_SEAL_KEYS.")
    else:
        yield good("seal keys", "One key, and it opens what is sealed.")


def copy(settings: Settings) -> Iterator[Check]:
    """Whether the service holds back because the database is an older copy."""
    from publisher.domain.errors import StoreAway
    from publisher.wiring import build

    publisher = build(settings)
    try:
        since = publisher.restores.standing().since
    except StoreAway:
        return  # the check of the database has said it
    finally:
        publisher.store.close()
    if since is not None:
        says = (
            f"It was restored from an older copy; nothing is sent since {since:%Y-%m-%d %H:%M} UTC."
        )
        fix = "Look at what is held as restored_from_copy, then: publisher restore confirm"
        yield failed("database copy", says, fix)


def redis(settings: Settings) -> Iterator[Check]:
    """Whether it answers and refuses loudly rather than forgets in silence."""
    from redis import Redis, RedisError

    line = Redis.from_url(
        settings.redis_url.reveal(), socket_connect_timeout=3, socket_timeout=3, protocol=2
    )
    try:
        with line:
            version = str(line.info("server")["redis_version"])
            policy = str(line.info("memory").get("maxmemory_policy", "unknown"))
    except (RedisError, OSError) as error:
        if settings.brings_redis:
            says = "Redis is not running; `publisher run` brings its own."
            yield doubtful("redis", says, "Run: publisher run")
        else:
            says = f"Redis does not answer: {error}."
            yield failed("redis", says, "Start it, or correct REDIS_URL.")
        return
    says = f"Redis {version}, policy {policy}."
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_REDIS:
        yield failed("redis", f"{says} It is too old.", "Install Redis 6.2 or newer.")
    elif policy != "noeviction":
        fix = "Set in redis.conf: maxmemory-policy noeviction"
        yield doubtful("redis", f"{says} When full it forgets rings in silence.", fix)
    else:
        yield good("redis", says)


def storage(settings: Settings) -> Iterator[Check]:
    """A file written, read in part and removed."""
    folder = settings.var / "files"
    file = folder / f"checkup-{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"0123456789")
        with file.open("rb") as kept:
            kept.seek(4)
            part = kept.read(3)
        file.unlink()
    except OSError as error:
        says = f"{folder} cannot be written to: {error.strerror}."
        yield failed("storage", says, "Let this program write there, or set PUBLISHER_VAR.")
        return
    if part == b"456":
        yield good("storage", f"Written, read in part and removed in {folder}.")
    else:
        yield failed("storage", f"{folder} gave back other bytes than were written.", "Mend it.")
