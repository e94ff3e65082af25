"""What may be asked of the error reference."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from publisher.domain.errors import FieldFault
from publisher.domain.reasons import Actor, Headline
from publisher.services.support.reference import Wanted
from publisher.web.parsing import Form, Query, faulty
from publisher.web.service import publisher

_OUTCOMES = tuple(one.value for one in Headline)
_ACTORS = tuple(one.value for one in Actor)


def _one_of(name: str, found: str | None, known: tuple[str, ...]) -> str | None:
    if found is None or found in known:
        return found
    way_out = "Name one of these, or leave it out."
    raise faulty(FieldFault(f"/{name}", "known", found[:80], ", ".join(known), way_out))


def _category(found: str | None) -> str | None:
    return _one_of("category", found, publisher().reference.categories)


def _surface(found: str | None) -> str | None:
    return _one_of("surface", found, publisher().reference.surfaces)


def _step(found: str | None) -> str | None:
    return _one_of("step", found, publisher().reference.steps)


Surface = Annotated[str | None, Field(max_length=80), AfterValidator(_surface)]


class ErrorsQuery(Query):
    """Which entries."""

    q: Annotated[str, Field(max_length=200)] = ""
    outcome: Annotated[
        str | None, AfterValidator(lambda found: _one_of("outcome", found, _OUTCOMES))
    ] = None
    actor: Annotated[str | None, AfterValidator(lambda found: _one_of("actor", found, _ACTORS))] = (
        None
    )
    category: Annotated[str | None, Field(max_length=80), AfterValidator(_category)] = None
    surface: Surface = None

    def wanted(self) -> Wanted:
        """The same as the service wants it."""
        return Wanted(
            self.q,
            self.outcome or "",
            self.actor or "",
            self.category or "",
            self.surface or "",
        )


class TranslateForm(Form):
    """Anything that TikTok may have said."""

    input: Annotated[
        str | dict[str, Any],
        Field(description="Text as it was pasted, or a JSON object as TikTok sent it."),
    ]
    surface: Surface = None
    step: Annotated[str | None, Field(max_length=80), AfterValidator(_step)] = None
    http_status: Annotated[int, Field(ge=100, le=599)] | None = None
