"""Limits and policies of a connection: what may still go out, and who said so."""

from apiflask import APIBlueprint
from flask import Response

from publisher.services.lists import App
from publisher.web import pacing, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import json_body, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("limits", __name__, url_prefix="/v1", tag="Pacing")


@routes.get("/connections/<id:connection_id>/limits")
@by_app
@gives(pacing.Limits)
def limits(app: App, connection_id: str) -> Response:
    """Every cap in force with its use, and the next instant that is free."""
    refuse_query()
    found = publisher().limits.of(app.id, connection_id)
    connection, _ = publisher().connections.get(app.id, connection_id)
    allowance = publisher().platforms[connection.platform].allowance
    return shapes.reply(pacing.limits(connection_id, allowance, found))


@routes.get("/connections/<id:connection_id>/policy")
@by_app
@gives(pacing.Policy)
def policy(app: App, connection_id: str) -> Response:
    """The policy in force: each field, who set it, and where its default comes from."""
    refuse_query()
    return shapes.reply(pacing.policy(publisher().policy.get(app.id, connection_id)))


@routes.put("/connections/<id:connection_id>/policy")
@by_app
@takes(pacing.PolicyForm)
@gives(pacing.Policy)
def put_policy(app: App, connection_id: str, body: pacing.PolicyForm) -> Response:
    """Replace the connection's own policy; what is left out falls back to the App's defaults."""
    del body  # its fields are read by the policy itself, which names each fault
    refuse_query()
    return shapes.reply(pacing.policy(publisher().policy.put(app.id, connection_id, json_body())))


@routes.get("/policy")
@by_app
@gives(pacing.Policy)
def defaults(app: App) -> Response:
    """This App's defaults for all its connections."""
    refuse_query()
    return shapes.reply(pacing.policy(publisher().policy.defaults(app.id)))


@routes.put("/policy")
@by_app
@takes(pacing.PolicyForm)
@gives(pacing.Policy)
def put_defaults(app: App, body: pacing.PolicyForm) -> Response:
    """Replace this App's defaults, for all connections that say nothing else."""
    del body
    refuse_query()
    return shapes.reply(pacing.policy(publisher().policy.put_defaults(app.id, json_body())))
