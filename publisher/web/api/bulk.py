"""Up to 500 posts in one call: a result per row, and the plan of a spread before it."""

import json
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.refusals import INVALID
from publisher.services.bulk import Period, Result, Row
from publisher.services.lists import App
from publisher.web import forms, idempotency, pacing, problems, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import json_body, read, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("bulk", __name__, url_prefix="/v1/posts/bulk", tag="Posts")
ROUTE = "POST /v1/posts/bulk"


@routes.post("")
@by_app
@takes(pacing.BulkForm)
@gives(pacing.Rows, keyed=True)
def create(app: App, body: pacing.BulkForm) -> Response:
    """Commit to every row that can be; the same call again makes nothing new."""
    refuse_query()
    rows, period = _rows(body), _period(body)
    once = idempotency.once(app.id, ROUTE, json_body(), lambda post: shapes.post(post, ()))
    found = [_shown(one) for one in publisher().bulk.create(once, rows, period)]
    accepted = sum(one.post is not None for one in found)
    return shapes.reply(pacing.Rows(accepted=accepted, refused=len(found) - accepted, rows=found))


@routes.post("/plan")
@by_app
@takes(pacing.BulkForm)
@gives(pacing.Plan)
def plan(app: App, body: pacing.BulkForm) -> Response:
    """When each row of a spread would go out; nothing is kept."""
    refuse_query()
    period = _period(body)
    if period is None:
        raise _no_period()
    rows = _rows(body)
    planned = publisher().bulk.plan(app.id, rows, period)
    wrong = {row.number: row.unreadable for row in rows}
    wrong |= {one.number: one.refusal for one in planned if one.refusal is not None}
    told = {number: _problem(refusal) for number, refusal in wrong.items() if refusal is not None}
    return shapes.reply(pacing.planned(planned, told))


def _rows(body: pacing.BulkForm) -> list[Row]:
    return [_row(number, raw, body) for number, raw in enumerate(body.posts)]


def _row(number: int, raw: Any, body: pacing.BulkForm) -> Row:
    fingerprint = idempotency.fingerprint(ROUTE, raw)
    try:
        if body.spread is not None and isinstance(raw, dict):
            raw = _left_to_spread(raw)
        return Row(number, read(forms.PostForm, raw).command(), fingerprint)
    except Malformed as refusal:
        return Row(number, None, fingerprint, refusal)


def _left_to_spread(raw: dict[str, Any]) -> dict[str, Any]:
    if "schedule" in raw:
        way_out = "Leave it out, or send the row in a call without `spread`."
        fault = FieldFault("/schedule", "spread_decides", None, "no schedule of its own", way_out)
        raise Malformed(INVALID, faults=(fault,))
    return {"schedule": "now", **raw}


def _period(body: pacing.BulkForm) -> Period | None:
    if body.spread is None:
        return None
    if body.spread.end is None:
        raise _no_period()
    now: datetime = publisher().now()
    return Period(body.spread.start or now, body.spread.end)


def _no_period() -> Refusal:
    allowed = "an instant with offset, or {wall_time, zone}"
    fault = FieldFault("/spread/end", "required", None, allowed, "Say until when to spread them.")
    return Malformed(INVALID, faults=(fault,))


def _shown(result: Result) -> pacing.Row:
    if result.answer is not None:
        return pacing.Row(
            row=result.number,
            http_status=result.answer.http,
            replayed=result.answer.replayed,
            post=json.loads(result.answer.body),
            problem=None,
        )
    told = _problem(result.refusal)
    return pacing.Row(
        row=result.number, http_status=told["status"], replayed=False, post=None, problem=told
    )


def _problem(refusal: Refusal | None) -> dict[str, Any]:
    if refusal is None:
        raise RuntimeError("a row without an answer has a refusal")
    told: dict[str, Any] = json.loads(problems.refused(refusal).get_data())
    return told
