"""The servers under the tests: really there, really apart, on both engines."""

from redis import Redis
from sqlalchemy import text

from publisher.store.migrate import standing


def test_a_store_is_fresh_and_migrated_on_each_engine(store, engine_name):
    found, wanted = standing(store)

    assert found == wanted
    assert store.engine.dialect.name == engine_name


def test_a_copy_of_the_template_holds_no_rows_of_another_test(postgres_store):
    with postgres_store.read() as tx:
        assert tx.run(text("SELECT count(*) FROM posts")).scalar_one() == 0


def test_redis_refuses_what_does_not_fit_and_has_no_port(redis_url):
    with Redis.from_url(redis_url, decode_responses=True) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("port") == {"port": "0"}
