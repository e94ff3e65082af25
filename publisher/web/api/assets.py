"""Assets: hand a file in, and see what became of it."""

from typing import BinaryIO, cast

from apiflask import APIBlueprint
from flask import Response, request

from publisher.services.lists import App
from publisher.web import answers, forms, idempotency, multipart, paging, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import asks, refuse_query
from publisher.web.service import publisher

routes = APIBlueprint("assets", __name__, url_prefix="/v1/assets", tag="Assets")
ROUTE = "POST /v1/assets"
MOST_BYTES = 4_001_000_000  # the file's own limit is the service's; the rest is the form around it


@routes.post("")
@by_app
@gives(answers.AssetInFull, 201, keyed=True)
def create(app: App) -> Response:
    """Hand in a film or a picture.

    `multipart/form-data` with one part, `file`. It is measured and made fit in the background:
    read the asset again, or post it at once and let the post wait for its media.
    """
    refuse_query()
    idempotency.key()  # before gigabytes travel
    request.max_content_length = MOST_BYTES
    part = multipart.file_part()
    received = publisher().assets.receive(cast("BinaryIO", part))
    try:
        part.finish()
        body = {"file": received.sha256, "name": part.name}
        once = idempotency.once(app.id, ROUTE, body, lambda made: shapes.asset_in_full(*made))
        answer = publisher().assets.create(once, received, part.name)
    finally:
        publisher().files.drop(received)  # what was kept has moved to its own place by now
    return idempotency.reply(answer, "/v1/assets")


@routes.get("")
@by_app
@asks(forms.PageQuery)
@gives(answers.Assets)
def every(app: App, query: forms.PageQuery) -> Response:
    """The assets of this App, newest first."""
    after = paging.read(query.cursor, "assets", app.id)
    rows = publisher().lists.assets(app.id, query.limit, after)
    onward = paging.following(rows, query.limit, "assets", app.id)
    return shapes.reply(
        answers.Assets(items=[shapes.asset(one) for one in rows], next=onward, limit=query.limit)
    )


@routes.get("/<id:asset_id>")
@by_app
@gives(answers.AssetInFull)
def one(app: App, asset_id: str) -> Response:
    """One asset: its state, what was measured, and what was made of it."""
    refuse_query()
    return shapes.reply(shapes.asset_in_full(*publisher().assets.get(app.id, asset_id)))
