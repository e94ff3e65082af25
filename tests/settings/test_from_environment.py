"""Settings: read once, everything wrong said at once, nothing secret ever shown."""

import pytest
from cryptography.fernet import Fernet

from publisher.domain.secret import Secret
from publisher.settings import Environment, SettingsProblem, from_environment
from publisher.settings.development import secrets_in

SPARE = {
    "PUBLISHER_SEAL_KEYS": Fernet.generate_key().decode(),
    "PUBLISHER_SESSION_SECRET": "s" * 40,
    "PUBLISHER_OPERATOR_PASSWORD": "open sesame, please",
}
EARNEST = {
    **SPARE,
    "PUBLISHER_ENV": "production",
    "PUBLISHER_PUBLIC_URL": "https://publish.example.com",
    "TIKTOK_CLIENT_KEY": "awx1",
    "TIKTOK_CLIENT_SECRET": "very secret",
}


def problems_of(environ, spare=SPARE):
    with pytest.raises(SettingsProblem) as caught:
        from_environment(environ, spare)
    return {problem.setting for problem in caught.value.problems}


def test_nothing_set_means_development_with_the_simulator():
    settings = from_environment({}, SPARE)

    assert settings.environment is Environment.DEVELOPMENT
    assert settings.uses_simulator
    assert settings.tiktok_api_url == "http://127.0.0.1:8001"
    assert settings.redirect_url == "http://127.0.0.1:8000/connect/tiktok/callback"


def test_the_port_moves_everything_that_follows_from_it():
    settings = from_environment({"PORT": "9000"}, SPARE)

    assert settings.public_url == "http://127.0.0.1:9000"
    assert settings.simulator_port == 9001
    assert settings.tiktok_auth_url == "http://127.0.0.1:9001"


def test_a_real_client_key_leads_to_the_real_tiktok():
    real = {"TIKTOK_CLIENT_KEY": "awx1", "TIKTOK_CLIENT_SECRET": "x"}
    settings = from_environment(real, SPARE)

    assert not settings.uses_simulator
    assert settings.tiktok_api_url == "https://open.tiktokapis.com"
    assert settings.tiktok_audit == "unaudited"


def test_all_problems_are_said_at_once():
    wrong = {"PORT": "x", "DATABASE_URL": "mysql://h/x", "REDIS_URL": "h", "PUBLISHER_ENV": "prod"}

    assert problems_of(wrong) == set(wrong)


def test_an_unknown_setting_of_ours_is_a_slip_of_the_pen():
    with pytest.raises(SettingsProblem, match="did you mean PUBLISHER_KEEP_DAYS"):
        from_environment({"PUBLISHER_KEEP_DAY": "3"}, SPARE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "\N{FULLWIDTH DIGIT EIGHT}\N{FULLWIDTH DIGIT ZERO}"),
        ("PORT", "-1"),
        ("SIMULATOR_PORT", "8000"),
        ("PUBLISHER_PUBLIC_URL", "publish.example.com"),
        ("PUBLISHER_PUBLIC_URL", "ftp://publish.example.com"),
        ("PUBLISHER_PUBLIC_URL", "https://publish.example.com/here"),
        ("PUBLISHER_PUBLIC_URL", "https://me:secret@publish.example.com"),
        ("PUBLISHER_PUBLIC_URL", "https://[::1"),
        ("PUBLISHER_PUBLIC_URL", "https://h:99999"),
        ("DATABASE_URL", "postgresql"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "sqlite://here.db"),
        ("DATABASE_URL", "postgresql://h:port/x"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "localhost:6379"),
        ("PUBLISHER_SEAL_KEYS", "short"),
        ("PUBLISHER_SEAL_KEYS", ","),
        ("PUBLISHER_SESSION_SECRET", "short"),
        ("TIKTOK_CLIENT_KEY", "awx1"),  # without its secret
        ("TIKTOK_API_URL", "https://open.tiktokapis.com"),  # with the simulator's key
        ("PUBLISHER_LOG_FORMAT", "xml"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name, value):
    found = problems_of({name: value})

    assert found == {"TIKTOK_CLIENT_SECRET" if name == "TIKTOK_CLIENT_KEY" else name}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PUBLISHER_PUBLIC_URL": "http://publish.example.com"}, "PUBLISHER_PUBLIC_URL"),
        ({"PUBLISHER_OPERATOR_PASSWORD": "short"}, "PUBLISHER_OPERATOR_PASSWORD"),
        ({"TIKTOK_CLIENT_KEY": "", "TIKTOK_CLIENT_SECRET": ""}, "TIKTOK_CLIENT_KEY"),
        ({"TIKTOK_API_URL": "http://127.0.0.1:8001"}, "TIKTOK_API_URL"),
        ({"PUBLISHER_SEAL_KEYS": ""}, "PUBLISHER_SEAL_KEYS"),
        ({"PUBLISHER_SESSION_SECRET": ""}, "PUBLISHER_SESSION_SECRET"),
        ({"PUBLISHER_MEDIA_URL": "http://media.example.com"}, "PUBLISHER_MEDIA_URL"),
    ],
)
def test_production_refuses_what_is_only_good_for_trying_out(changed, named):
    assert from_environment(EARNEST).is_production  # the unchanged ones are fine

    assert named in problems_of({**EARNEST, **changed}, spare={})


def test_no_secret_is_ever_shown():
    password = "hunter2hunter2"
    environ = {
        "DATABASE_URL": f"postgresql://u:{password}@h/x",
        "REDIS_URL": f"redis://:{password}@h",
    }
    settings = from_environment(environ, SPARE)

    assert settings.database_url == Secret(environ["DATABASE_URL"])
    for secret in (password, *SPARE.values()):
        assert secret not in repr(settings)
    with pytest.raises(SettingsProblem) as caught:
        from_environment({"DATABASE_URL": f"mysql://u:{password}@h/x"}, SPARE)
    assert password not in str(caught.value)


def test_a_host_that_says_postgres_is_understood():
    settings = from_environment({"DATABASE_URL": "postgres://u:p@h/x"}, SPARE)

    assert settings.database_url.reveal() == "postgresql://u:p@h/x"


def test_development_secrets_are_made_once_for_one_person(tmp_path):
    first, second = secrets_in(tmp_path / "var"), secrets_in(tmp_path / "var")

    assert first == second
    assert set(first) == set(SPARE)
    assert (tmp_path / "var" / "secrets").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secrets"]


@pytest.mark.parametrize("broken", ["a file", "damaged secrets"])
def test_a_broken_state_folder_is_named(tmp_path, broken):
    var = tmp_path / "var"
    if broken == "a file":
        var.write_text("no folder")
    else:
        var.mkdir()
        (var / "secrets").write_text("{")

    with pytest.raises(SettingsProblem, match="PUBLISHER_VAR"):
        secrets_in(var)


def test_a_deep_folder_still_has_a_socket_that_can_be_named(tmp_path, monkeypatch):
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 5)
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)

    settings = from_environment({}, SPARE)

    path = settings.redis_url.reveal().removeprefix("unix://")
    assert path == "/proc/self/cwd/var/redis/redis.sock"
    assert settings.brings_redis
