"""The one Settings object: a field per setting, each with reader, default and meaning."""

# ruff: noqa: RUF009 setting() gives a dataclasses.field; the rule knows that one only by name

import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.domain.secret import Secret
from publisher.settings import readers
from publisher.settings.choices import Audit, Environment, LogFormat, LogLevel


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of one setting before it is read."""

    field: str
    name: str
    read: Callable[[str], Any]
    default: str | Callable[[dict[str, Any]], str | None] | None
    shown: str  # the default in words, for the docs
    meaning: str


def setting(
    name: str,
    read: Callable[[str], Any],
    meaning: str,
    default: str | Callable[[dict[str, Any]], str | None] | None = None,
    shown: str = "",
) -> Any:
    """A field of Settings; a default may depend on the settings before it."""
    if not shown:
        shown = f"`{default}`" if isinstance(default, str) and default else "none"
    return dataclasses.field(metadata={"declared": (name, read, default, shown, meaning)})


def _own_site(known: dict[str, Any]) -> str:
    return f"http://127.0.0.1:{known['port']}"


def _tiktok(real: str) -> Callable[[dict[str, Any]], str]:
    def default(known: dict[str, Any]) -> str:
        if known["tiktok_client_key"].startswith(SIMULATED):
            return f"http://127.0.0.1:{known['simulator_port']}"
        return real

    return default


def own_redis(var: Path) -> str:
    """The address of the Redis that `publisher run` starts where REDIS_URL is not set.

    A socket's path may not be longer than 107 bytes. In a deep folder the way leads through the
    working directory, which all our processes share.
    """
    socket = var / "redis" / "redis.sock"
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH and var.is_relative_to(Path.cwd()):
        socket = Path("/proc/self/cwd") / socket.relative_to(Path.cwd())
    return f"unix://{socket}"


LONGEST_SOCKET_PATH = 107  # sun_path of unix(7), less the closing zero
SIMULATED = "sim_"  # every client of the simulator begins so, and none of TikTok's does
REAL_API = "https://open.tiktokapis.com"
REAL_AUTH = "https://www.tiktok.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, read once at start and handed on as plain values."""

    environment: Environment = setting(
        "PUBLISHER_ENV",
        readers.choice(Environment),
        "`production` refuses whatever is only good for trying out.",
        "development",
    )
    var: Path = setting(
        "PUBLISHER_VAR",
        readers.folder,
        "The folder that holds all state: database, files, development secrets.",
        "var",
    )
    host: str = setting(
        "HOST", readers.text, "The address that the web listens on; `0.0.0.0` for all.", "127.0.0.1"
    )
    port: int = setting("PORT", readers.whole(1, 65535), "The port the web listens on.", "8000")
    public_url: str = setting(
        "PUBLISHER_PUBLIC_URL",
        readers.address,
        "How browsers and TikTok reach the web; TikTok demands https.",
        _own_site,
        "`http://127.0.0.1:PORT`",
    )
    database_url: Secret = setting(
        "DATABASE_URL",
        readers.database,
        "The database: SQLite on one host, or PostgreSQL.",
        lambda known: f"sqlite:///{known['var'] / 'publisher.sqlite3'}",
        "`sqlite:///var/publisher.sqlite3`",
    )
    redis_url: Secret = setting(
        "REDIS_URL",
        readers.bell,
        "The Redis that rings the workers; without one `publisher run` starts its own.",
        lambda known: own_redis(known["var"]),
        "a private one under `var/redis`",
    )
    seal_keys: tuple[Secret, ...] = setting(
        "PUBLISHER_SEAL_KEYS",
        readers.seal_keys,
        "Keys that seal tokens at rest, newest first, divided by commas. Lose them and every"
        " creator has to connect again.",
        None,
        "development: made once, in `var/secrets`",
    )
    session_secret: Secret = setting(
        "PUBLISHER_SESSION_SECRET",
        readers.long_secret,
        "Signs the console's cookies; at least 32 characters.",
        None,
        "development: made once, in `var/secrets`",
    )
    operator_password: Secret = setting(
        "PUBLISHER_OPERATOR_PASSWORD",
        readers.secret,
        "Opens the console.",
        None,
        "development: made once, in `var/secrets`",
    )
    simulator_port: int = setting(
        "SIMULATOR_PORT",
        readers.whole(1, 65535),
        "The port of the stand-in TikTok.",
        lambda known: str(known["port"] + 1),
        "`PORT` + 1",
    )
    tiktok_client_key: str = setting(
        "TIKTOK_CLIENT_KEY",
        readers.text,
        "Your TikTok client's key; without one the simulator stands in.",
        "sim_client_key",
        "the simulator's",
    )
    tiktok_client_secret: Secret = setting(
        "TIKTOK_CLIENT_SECRET",
        readers.secret,
        "Your TikTok client's secret.",
        lambda known: (
            "sim_client_secret" if known["tiktok_client_key"] == "sim_client_key" else None
        ),
        "the simulator's",
    )
    tiktok_scopes: tuple[str, ...] = setting(
        "TIKTOK_SCOPES",
        readers.words,
        "What creators are asked to allow; one scope that TikTok has not approved for your client"
        " spoils the whole request.",
        "user.info.basic,video.publish,video.upload",
    )
    tiktok_audit: Audit = setting(
        "TIKTOK_AUDIT",
        readers.choice(Audit),
        "How far TikTok has reviewed your client: `sandbox`, `unaudited` or `audited`.",
        lambda known: (
            "audited" if known["tiktok_client_key"].startswith(SIMULATED) else "unaudited"
        ),
        "`unaudited`; the simulator's is `audited`",
    )
    tiktok_api_url: str = setting(
        "TIKTOK_API_URL",
        readers.address,
        "Where TikTok's API answers.",
        _tiktok(REAL_API),
        f"`{REAL_API}`, or the simulator",
    )
    tiktok_auth_url: str = setting(
        "TIKTOK_AUTH_URL",
        readers.address,
        "Where creators give their consent.",
        _tiktok(REAL_AUTH),
        f"`{REAL_AUTH}`, or the simulator",
    )
    media_url: str | None = setting(
        "PUBLISHER_MEDIA_URL",
        readers.folder_address,
        "The address under which TikTok may fetch our files; its domain must be verified there.",
    )
    ffmpeg: str | None = setting(
        "FFMPEG", readers.text, "Which ffmpeg to use.", shown="the one on the PATH, or the wheel's"
    )
    ffprobe: str | None = setting(
        "FFPROBE", readers.text, "Which ffprobe to use.", shown="the one on the PATH, or PyAV"
    )
    free_floor_mb: int = setting(
        "PUBLISHER_FREE_FLOOR_MB",
        readers.whole(0, 10_000_000),
        "With less room than this on the disk no new file is taken or made.",
        "1024",
    )
    keep_days: int = setting(
        "PUBLISHER_KEEP_DAYS",
        readers.whole(1, 36_500),
        "How long files stay after their last post is done.",
        "30",
    )
    keep_history_days: int = setting(
        "PUBLISHER_KEEP_HISTORY_DAYS",
        readers.whole(7, 36_500),
        "How long the steps, evidence and events of a post stay after it is over.",
        "400",
    )
    web_processes: int = setting(
        "PUBLISHER_WEB_PROCESSES", readers.whole(1, 64), "Web processes on this host.", "1"
    )
    web_threads: int = setting(
        "PUBLISHER_WEB_THREADS", readers.whole(1, 256), "Threads in each web process.", "8"
    )
    publish_workers: int = setting(
        "PUBLISHER_PUBLISH_WORKERS",
        readers.whole(1, 64),
        "Publishing workers that `publisher run` starts.",
        "1",
    )
    media_workers: int = setting(
        "PUBLISHER_MEDIA_WORKERS",
        readers.whole(0, 64),
        "Media workers that `publisher run` starts, which share the cores; 0: as many as this "
        "machine can feed.",
        "0",
    )
    log_format: LogFormat = setting(
        "PUBLISHER_LOG_FORMAT", readers.choice(LogFormat), "`text` or `json`.", "text"
    )
    log_level: LogLevel = setting(
        "PUBLISHER_LOG_LEVEL",
        readers.choice(LogLevel),
        "`debug`, `info`, `warning` or `error`.",
        "info",
    )

    @property
    def is_production(self) -> bool:
        """Whether this is in earnest."""
        return self.environment is Environment.PRODUCTION

    @property
    def uses_simulator(self) -> bool:
        """Whether the stand-in TikTok is the one we talk to."""
        return self.tiktok_client_key.startswith(SIMULATED)

    @property
    def brings_redis(self) -> bool:
        """Whether nobody gave us a Redis, so that ours is the one."""
        return self.redis_url.reveal() == own_redis(self.var)

    @property
    def redirect_url(self) -> str:
        """The address that TikTok must know, letter for letter."""
        return f"{self.public_url}/connect/tiktok/callback"


def declared() -> tuple[Declared, ...]:
    """All settings, in the order in which they are read."""
    return tuple(
        Declared(field.name, *field.metadata["declared"]) for field in dataclasses.fields(Settings)
    )
