"""Is it alive, is it ready, and in what state is everything: for those who watch machines."""

from flask import Blueprint, Response

from publisher.domain.refusals import NOT_READY
from publisher.web import answers, problems, shapes
from publisher.web.auth import by_anybody
from publisher.web.service import publisher

routes = Blueprint("health", __name__)


@routes.get("/health/live")
@by_anybody
def live() -> Response:
    """This process answers; nothing else is asked."""
    return Response('{"alive": true}', mimetype="application/json")


@routes.get("/health/ready")
@by_anybody
def ready() -> Response:
    """Calls can be taken and posts go out; else a problem that says what is wrong."""
    standing = publisher().health.look()
    if standing.faults:
        said = "; ".join(f"{what}: {why}" for what, why in standing.faults.items())
        return problems.problem(NOT_READY, said, http=503, extra={"faults": standing.faults})
    return shapes.reply(
        answers.Health(ready=True, last_sweep=standing.last_sweep, oldest_due=standing.oldest_due)
    )
