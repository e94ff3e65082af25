"""Events: what happened, oldest first, for whoever prefers asking to being told."""

from apiflask import APIBlueprint
from flask import Response

from publisher.services.lists import App
from publisher.web import answers, forms, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import asks
from publisher.web.service import publisher

routes = APIBlueprint("events", __name__, url_prefix="/v1/events", tag="Events")


@routes.get("")
@by_app
@asks(forms.EventsQuery)
@gives(answers.Events)
def every(app: App, query: forms.EventsQuery) -> Response:
    """What happened since the event named in `after`; `next` is what to send there next time."""
    rows = publisher().lists.events(app.id, query.limit, query.after)
    last = rows[-1].id if rows else query.after
    items = [shapes.event(one) for one in rows]
    return shapes.reply(answers.Events(items=items, next=last, limit=query.limit))
