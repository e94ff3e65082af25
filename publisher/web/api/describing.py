"""What a view says about itself for the OpenAPI file."""

from collections.abc import Callable
from typing import Any

from apiflask.scaffold import APIScaffold
from pydantic import BaseModel

from publisher.web.idempotency import HEADER

View = Callable[..., Any]
_describe = APIScaffold()
BEARER = "key"
KEYED = "x-idempotent"


def gives(
    answer: type[BaseModel], http: int = 200, *, keyed: bool = False, public: bool = False
) -> Callable[[View], View]:
    """This answer, and trouble as problem+json; `keyed` where an Idempotency-Key is required.

    `public` where nobody has to say who is asking.
    """

    def decorate(view: View) -> View:
        described = _describe.output(answer, status_code=http)(view)
        extensions = {KEYED: f"The header {HEADER} is required."} if keyed else None
        documented: View = _describe.doc(
            security=None if public else BEARER, extensions=extensions
        )(described)
        return documented

    return decorate
