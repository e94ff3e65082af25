"""What some settings may be, a sentence each."""

from enum import StrEnum


class Environment(StrEnum):
    """Where we run."""

    DEVELOPMENT = "development"  # secrets made by ourselves, the simulator allowed
    PRODUCTION = "production"  # everything that is dangerous in earnest is refused


class Audit(StrEnum):
    """How far TikTok has come with its review of our client."""

    SANDBOX = "sandbox"  # only target creators may connect
    UNAUDITED = "unaudited"  # posts stay private until the audit is passed
    AUDITED = "audited"  # nothing is held back


class LogFormat(StrEnum):
    """How a log line looks."""

    TEXT = "text"  # for eyes
    JSON = "json"  # for a log store


class LogLevel(StrEnum):
    """What is worth a log line."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
