"""Connections: a link for the creator, who is connected, what they may do, and the end of it."""

from apiflask import APIBlueprint
from flask import Response

from publisher.domain.about import About
from publisher.domain.errors import FieldFault
from publisher.domain.ports import Declined
from publisher.services.lists import App
from publisher.services.once import do_once
from publisher.web import answers, forms, idempotency, paging, problems, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import asks, json_body, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("connections", __name__, url_prefix="/v1/connections", tag="Connections")
LINKS = "POST /v1/connections/links"


@routes.post("/links")
@by_app
@takes(forms.LinkForm)
@gives(answers.Link, 201, keyed=True)
def link(app: App, body: forms.LinkForm) -> Response:
    """Make a single-use link that a creator opens to connect."""
    refuse_query()
    _refuse_unknown(body)
    once = idempotency.once(app.id, LINKS, json_body(), shapes.link)
    wish = body.command()
    made = do_once(publisher().store, once, lambda tx: publisher().links.create(tx, app.id, wish))
    return idempotency.reply(made, "/v1/connections/links")


@routes.get("")
@by_app
@asks(forms.PageQuery)
@gives(answers.Connections)
def every(app: App, query: forms.PageQuery) -> Response:
    """The connections of this App, newest first."""
    after = paging.read(query.cursor, "connections", app.id)
    rows = publisher().lists.connections(app.id, query.limit, after)
    onward = paging.following([row for row, _ in rows], query.limit, "connections", app.id)
    items = [shapes.connection(*row) for row in rows]
    return shapes.reply(answers.Connections(items=items, next=onward, limit=query.limit))


@routes.get("/<id:connection_id>")
@by_app
@gives(answers.Connection)
def one(app: App, connection_id: str) -> Response:
    """One connection: its state, its creator, and what was granted."""
    refuse_query()
    return shapes.reply(shapes.connection(*publisher().connections.get(app.id, connection_id)))


@routes.get("/<id:connection_id>/creator")
@by_app
@gives(answers.CreatorOptions)
def creator(app: App, connection_id: str) -> Response:
    """What the creator may choose right now, asked of the platform afresh."""
    refuse_query()
    _, person = publisher().connections.get(app.id, connection_id)  # theirs, or not found
    facts = publisher().connections.creator(connection_id)
    if isinstance(facts, Declined):
        return problems.declined(facts, About(person.username, person.nickname))
    return shapes.reply(shapes.creator_options(connection_id, facts))


@routes.delete("/<id:connection_id>")
@by_app
@asks(forms.EndQuery)
@gives(answers.Ended)
def end(app: App, connection_id: str, query: forms.EndQuery) -> Response:
    """Disconnect: what waited is called off, the platform is asked to end our permission.

    While posts wait this is refused with 409 and their ids, until `cancel_posts=true` says so.
    A post that may be out already is past calling off: `too_late` names it, and a person looks.
    `revocation` says whether the platform confirmed; while it is `pending` it is asked again by
    itself, and `connection.revocation` tells how that ended.
    """
    done = publisher().disconnecting.end(app.id, connection_id, cancel_posts=query.cancel_posts)
    came_to = done.revocation
    return shapes.reply(
        answers.Ended(
            id=connection_id,
            state="ended",
            posts=done.posts,
            too_late=done.too_late,
            revocation=came_to and came_to.value,
            revocation_means=came_to and came_to.says,
        )
    )


def _refuse_unknown(body: forms.LinkForm) -> None:
    """Raise for a platform or a permission that this service does not have."""
    known = publisher().platforms
    if body.platform not in known:
        allowed = ", ".join(sorted(known))
        raise problems.fields(
            FieldFault("/platform", "known", body.platform, allowed, "Name one of these.")
        )
    offered = known[body.platform].scopes
    wrong = [(place, one) for place, one in enumerate(body.scopes) if one not in offered]
    if wrong:
        allowed = ", ".join(offered)
        way_out = "Leave it out, or let the operator add it to the settings."
        raise problems.fields(
            *(
                FieldFault(f"/scopes/{place}", "known", one, allowed, way_out)
                for place, one in wrong
            )
        )
