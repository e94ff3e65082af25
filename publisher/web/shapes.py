"""Values out: one function per resource, from what a service gives to what a caller is answered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from pydantic import BaseModel

from publisher.domain.states import Mode, PostState
from publisher.domain.tickets import CreatorFacts
from publisher.services import lists
from publisher.services.posts_check import Checked
from publisher.services.support.story import Told
from publisher.web import answers, meanings, told
from publisher.web.service import publisher


def reply(answer: BaseModel, http: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer on its way out."""
    return Response(answer.model_dump_json(), http, headers, mimetype="application/json")


def etag(version: int) -> dict[str, str]:
    """The version of a thing as a header."""
    return {"ETag": f'"{version}"'}


def post(row: lists.Post, assets: Sequence[str]) -> answers.Post:
    """A Post."""
    return answers.Post(**_post(row, assets))


def post_in_full(story: Told, assets: Sequence[str]) -> answers.PostInFull:
    """A Post with what it waits for."""
    return answers.PostInFull(
        **_post(story.post, assets), waits_for=story.waits_for, who_acts=story.who_acts
    )


def _post(row: lists.Post, assets: Sequence[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state.value,
        "state_means": meanings.POST[row.state],
        "mode": row.mode.value,
        "kind": "photos" if row.photos else "film",
        "connection": row.connection_id,
        "assets": list(assets),
        "caption": row.caption,
        "title": row.title,
        "description": row.description,
        "options": row.options,
        "schedule": _schedule(row),
        "slot_at": row.slot_at,
        "due_at": row.due_at,
        "deadline": row.deadline,
        "on_cap": row.on_cap,
        "on_drift": row.on_drift,
        "consent": row.consent,
        "public_ids": [str(one) for one in row.public_ids],
        "no_link_because": _no_link_because(row),
        "reason": told.reason(row.reason),
        "client_reference": row.client_reference,
        "version": row.version,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }


def _schedule(row: lists.Post) -> answers.Schedule | None:
    if row.wall_time is None or row.zone is None:
        return None
    wall = datetime.fromisoformat(row.wall_time)
    # Where the clocks go back a wall time comes twice; the slot tells which was meant.
    # In UTC, because Python holds a time that comes twice for unequal to any other zone's.
    meant = [wall.replace(tzinfo=_zone(row.zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
    at = row.slot_at if row.slot_at in meant else meant[0]
    return answers.Schedule(at=at, wall_time=row.wall_time, zone=row.zone)


def _zone(name: str) -> timezone | ZoneInfo:
    if name[0] not in "+-":
        return ZoneInfo(name)
    ahead = timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
    return timezone(ahead if name[0] == "+" else -ahead)


def _no_link_because(row: lists.Post) -> str | None:
    if row.public_ids:
        return None
    if row.state is not PostState.PUBLISHED:
        if row.mode is Mode.INBOX:
            return "The creator finishes it in the platform's app, and a public post has a link."
        return "It is not out."
    if row.mode is Mode.INBOX:  # who may see it was chosen there, and nobody tells us
        return "The creator has posted it; there is a link if it is public, once one is named."
    if row.options.get("privacy") == "SELF_ONLY":
        return "It is visible to its creator only, and such posts have no public link."
    return "The platform has not named one yet; it is added when it does."


def check(checked: Checked) -> answers.Check:
    """The dry run's result."""
    found = [
        answers.Finding(
            stops=one.stops,
            code=one.reason.code,
            says=one.reason.says,
            pointer=one.fault.pointer,
            rule=one.fault.rule,
            found=one.fault.found,
            allowed=one.fault.allowed,
            way_out=one.fault.way_out,
        )
        for one in checked.findings
    ]
    return answers.Check(
        valid=checked.is_valid,
        findings=found,
        slot_at=checked.slot_at,
        moved_because=checked.moved_because,
    )


def timeline(story: Told) -> answers.Timeline:
    """All that happened to a Post."""
    return answers.Timeline(
        post=story.post.id,
        state=story.post.state.value,
        waits_for=story.waits_for,
        who_acts=story.who_acts,
        items=[
            answers.Line(
                at=line.at, kind=line.kind, says=line.says, detail=told.particulars(line.detail)
            )
            for line in story.lines
        ],
        attempts=[_attempt(one) for one in story.attempts],
        renditions=[rendition(one) for one in story.renditions],
    )


def _attempt(row: lists.Attempt) -> answers.Attempt:
    return answers.Attempt(
        id=row.id,
        number=row.number,
        transfer=row.transfer.value,
        phase=row.phase.value,
        outcome=row.outcome.value if row.outcome else None,
        publish_id=row.publish_id,
        bytes_sent=row.bytes_sent,
        sent=row.sent,
        opened_at=row.opened_at,
        handed_over_at=row.handed_over_at,
        ended_at=row.ended_at,
        reason=told.reason(row.reason),
    )


def asset(row: lists.Asset) -> answers.Asset:
    """An Asset."""
    return answers.Asset(**_asset(row))


def asset_in_full(row: lists.Asset, made: Iterable[lists.Rendition]) -> answers.AssetInFull:
    """An Asset and its Renditions."""
    return answers.AssetInFull(**_asset(row), renditions=[rendition(one) for one in made])


def _asset(row: lists.Asset) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state.value,
        "state_means": meanings.ASSET[row.state],
        "kind": row.kind,
        "name": row.name,
        "size": row.size,
        "sha256": row.sha256,
        "facts": row.facts,
        "reason": told.reason(row.reason),
        "created_at": row.created_at,
        "measured_at": row.measured_at,
    }


def rendition(row: lists.Rendition) -> answers.Rendition:
    """A Rendition."""
    return answers.Rendition(
        id=row.id,
        spec=row.spec,
        state=row.state.value,
        plan=row.plan,
        findings=row.findings or [],
        facts=row.facts,
        progress=row.progress,
        size=row.output_size,
        type=row.output_type,
        reason=told.reason(row.reason),
        created_at=row.created_at,
        ready_at=row.ready_at,
    )


def connection(row: lists.Connection, person: lists.Creator) -> answers.Connection:
    """A Connection and its Creator."""
    asked = publisher().platforms[row.platform].scopes
    return answers.Connection(
        id=row.id,
        platform=row.platform,
        state=row.state.value,
        state_means=meanings.CONNECTION[row.state],
        creator=answers.Creator(username=person.username, nickname=person.nickname),
        scopes=row.scopes,
        missing_scopes=[one for one in asked if one not in row.scopes],
        external_id=row.external_id,
        reason=told.reason(row.reason),
        reconnect_before=row.refresh_until if not row.ended_at else None,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def creator_options(connection_id: str, facts: CreatorFacts) -> answers.CreatorOptions:
    """What a Creator may choose right now."""
    return answers.CreatorOptions(
        connection=connection_id,
        username=facts.username,
        nickname=facts.nickname,
        avatar_url=facts.avatar_url,
        can_post=facts.can_post,
        cannot_post_code=facts.cannot_post_code or None,
        privacy=list(facts.privacy_options),
        comments_off=facts.comment_off,
        duets_off=facts.duet_off,
        stitches_off=facts.stitch_off,
        max_seconds=facts.max_seconds,
        seen_at=facts.seen_at,
    )


def link(made: tuple[lists.Link, str]) -> answers.Link:
    """A connect link and its address."""
    row, url = made
    return answers.Link(
        id=row.id,
        url=url,
        platform=row.platform,
        scopes=row.scopes,
        return_url=row.return_url,
        external_id=row.external_id,
        reconnect=row.connection_id,
        expires_at=row.expires_at,
    )


def event(row: lists.Event) -> answers.Event:
    """An Event."""
    return answers.Event(
        id=row.id,
        kind=row.kind,
        ref=row.ref,
        sequence=row.sequence,
        at=row.available_at,
        detail=told.particulars(row.payload),
    )
