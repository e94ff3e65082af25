"""Every setting: its name, type, default and meaning; nothing else reads the environment."""

from publisher.settings.choices import Audit, Environment, LogFormat
from publisher.settings.declared import Settings
from publisher.settings.load import from_environment, load
from publisher.settings.problems import Problem, SettingsProblem

__all__ = [
    "Audit",
    "Environment",
    "LogFormat",
    "Problem",
    "Settings",
    "SettingsProblem",
    "from_environment",
    "load",
]
