"""Weekly queues of a connection, by name."""

from apiflask import APIBlueprint
from flask import Response

from publisher.services.lists import App
from publisher.web import pacing, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import json_body, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("queues", __name__, url_prefix="/v1/connections", tag="Pacing")


@routes.get("/<id:connection_id>/queues")
@by_app
@gives(pacing.Queues)
def every(app: App, connection_id: str) -> Response:
    """All queues of a connection, each with its next free slots."""
    refuse_query()
    found = publisher().queues.every(app.id, connection_id)
    return shapes.reply(pacing.Queues(items=[pacing.queue(one) for one in found]))


@routes.get("/<id:connection_id>/queues/<name>")
@by_app
@gives(pacing.Queue)
def one(app: App, connection_id: str, name: str) -> Response:
    """One queue."""
    refuse_query()
    return shapes.reply(pacing.queue(publisher().queues.get(app.id, connection_id, name)))


@routes.put("/<id:connection_id>/queues/<name>")
@by_app
@takes(pacing.QueueForm)
@gives(pacing.Queue)
def put(app: App, connection_id: str, name: str, body: pacing.QueueForm) -> Response:
    """Make or replace a queue; posts that have a slot of it keep theirs."""
    del body  # its fields are read by the queue itself, which names each fault
    refuse_query()
    found = publisher().queues.put(app.id, connection_id, name, json_body())
    return shapes.reply(pacing.queue(found))


@routes.delete("/<id:connection_id>/queues/<name>")
@by_app
@gives(pacing.Queues)
def drop(app: App, connection_id: str, name: str) -> Response:
    """Forget a queue; gives those that remain."""
    refuse_query()
    publisher().queues.drop(app.id, connection_id, name)
    found = publisher().queues.every(app.id, connection_id)
    return shapes.reply(pacing.Queues(items=[pacing.queue(one) for one in found]))
