"""From the environment to Settings, with everything that is wrong said at once."""

import difflib
import os
from collections.abc import Mapping
from typing import Any

from publisher.settings import checks, development
from publisher.settings.choices import Environment
from publisher.settings.declared import Declared, Settings, declared
from publisher.settings.problems import Problem, SettingsProblem
from publisher.settings.readers import folder

OURS = "PUBLISHER_"
_MISSING = object()


def load() -> Settings:
    """The settings of this process; in development missing secrets are made once and kept.

    Raises SettingsProblem.
    """
    spare: Mapping[str, str] = {}
    if os.environ.get("PUBLISHER_ENV", "development") == Environment.DEVELOPMENT:
        spare = development.secrets_in(folder(os.environ.get("PUBLISHER_VAR") or "var"))
    return from_environment(os.environ, spare)


def from_environment(
    environ: Mapping[str, str], spare: Mapping[str, str] | None = None
) -> Settings:
    """Settings out of an environment; `spare` holds texts for what the environment leaves out.

    Raises SettingsProblem with all that is wrong.
    """
    known: dict[str, Any] = {}
    problems = _unknown(environ)
    for one in declared():
        try:
            known[one.field] = _value(one, environ, spare or {}, known)
        except ValueError as error:
            problems.append(Problem(one.name, str(error)))
            known[one.field] = _stand_in(one, known)
    if not problems:
        settings = Settings(**known)
        problems = checks.contradictions(settings)
    if problems:
        raise SettingsProblem(tuple(problems))
    return settings


def _value(
    one: Declared, environ: Mapping[str, str], spare: Mapping[str, str], known: dict[str, Any]
) -> Any:
    text = environ.get(one.name, "").strip() or spare.get(one.name)
    if text is None:
        text = one.default(known) if callable(one.default) else one.default
    if text is not None:
        return one.read(text)
    if one.field in checks.OPTIONAL:
        return None
    raise ValueError("is not set, and there is no default")


def _stand_in(one: Declared, known: dict[str, Any]) -> Any:
    """Something for the defaults of later settings to stand on; never reaches a Settings."""
    text = one.default(known) if callable(one.default) else one.default
    return one.read(text) if text else None


def _unknown(environ: Mapping[str, str]) -> list[Problem]:
    names = {one.name for one in declared()}
    found = []
    for name in sorted(environ):
        if name.startswith(OURS) and name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; remove it"
            found.append(Problem(name, f"is no setting of ours{hint}"))
    return found
