"""The upload host: chunks in, strictly in order, nothing half kept."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import ClientDisconnected

from publisher.tiktok.simulator import arrival, faults
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.records import Share, Stage
from publisher.tiktok.simulator.world import World

TYPES = {"video/mp4", "video/quicktime", "video/webm"}  # "Media Transfer Guide" [D]
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_PIECE = 256 * 1024
_PATIENCE = 10.0


class Turned(Exception):
    """The upload host answers with a bare HTTP status."""

    def __init__(self, http: int, why: str) -> None:
        super().__init__(why)
        self.http = http
        self.why = why


def blueprint(world: World) -> Blueprint:
    """`PUT` of the address that init gave."""
    routes = Blueprint("transfer", __name__)

    @routes.put("/upload/video/", endpoint="chunk")
    def chunk() -> Response:
        share = _addressed(world)
        try:
            return _locked(world, share)
        except Turned as turned:
            return _reply(world, world.shares.get(share.publish_id) or share, turned)

    return routes


def _addressed(world: World) -> Share:
    number, token = request.args.get("upload_id", ""), request.args.get("upload_token", "")
    share = world.uploads.get(token)
    found = world.shares.get(share) if share else None
    if found is None or found.publish_id.rpartition(".")[2] != number:
        raise Turned(404, "no upload task for this address")
    g.publish_id, g.handle, g.client_key = found.publish_id, found.handle, found.client_key
    return found


def _locked(world: World, share: Share) -> Response:
    """One sender at a time; a second one waits a moment and then finds its range taken."""
    with world.memory.lock:
        lock = world.transfers.setdefault(share.publish_id, threading.Lock())
    if not lock.acquire(timeout=_PATIENCE):
        raise Turned(416, "another chunk is on its way")
    try:
        share = world.shares.get(share.publish_id) or share
        return _store(world, share)
    finally:
        lock.release()


def _store(world: World, share: Share) -> Response:
    first, last, final = _announced(world, share)
    scene = _scene(share, final=final)
    faults.before(world, scene)
    path = world.folder / share.token
    digest = _kept(world, share, path, first, last - first + 1)
    with world.change():
        now = world.shares.get(share.publish_id) or share
        if now.stage is not Stage.AWAITING or now.received != first:
            raise Turned(404 if now.stage is Stage.FAILED else 416, "overtaken")
        stored = replace(now, received=last + 1, chunks=now.chunks + 1)
        if final:
            files = (share.token,) if world.behaviour.keep_media else ()
            digests = (digest,) if digest else ()
            arrival.received(
                world, replace(stored, files=files, sizes=(share.size,), digests=digests)
            )
        else:
            world.shares.put(share.publish_id, stored)
        faults.after(world, scene)
    return _reply(world, stored, Turned(201 if final else 206, ""))


def _scene(share: Share, *, final: bool) -> Scene:
    index = share.chunks + 1
    places = {"chunk", f"chunk-{index}"}
    places |= {"first-chunk"} if index == 1 else set()
    places |= {"last-chunk"} if final else set()
    return Scene("chunk", share.handle, share.publish_id, share.marks, frozenset(places))


def _announced(world: World, share: Share) -> tuple[int, int, bool]:
    """First and last byte of this chunk, and whether it is the last one; or `Turned`.

    The statuses are those of the "Media Transfer Guide" [D], their order is our choice [I].
    """
    if share.stage is Stage.FAILED:
        raise Turned(404, "this upload has ended")
    if share.address_until <= world.now():
        raise Turned(403, "the upload address has expired")
    if request.mimetype not in TYPES:
        raise Turned(400, "Content-Type must be video/mp4, video/quicktime or video/webm")
    match = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
    length = request.content_length
    if match is None or length is None:
        raise Turned(400, "Content-Range and Content-Length are needed")
    first, last, total = (int(number) for number in match.groups())
    if total != share.size or last >= total or first > last:
        raise Turned(400, "the range does not fit the announced size")
    if length != last - first + 1:
        raise Turned(400, "Content-Length differs from the range")
    if share.stage is not Stage.AWAITING or first != share.received:
        raise Turned(416, "the range does not follow what is here")
    final = share.chunks + 1 == share.chunk_count
    due = share.size - share.received if final else share.chunk_size
    if length != due:
        raise Turned(400, f"this chunk must have {due} bytes")
    return first, last, final


def _kept(world: World, share: Share, path: Path, first: int, length: int) -> str:
    """Write the body behind what is there; a body that breaks off leaves nothing.

    Gives the digest of the whole when the bytes themselves are not kept.
    """
    keep = world.behaviour.keep_media
    running = world.hashes.get(share.publish_id) or hashlib.sha256()
    known = share.received == 0 or share.publish_id in world.hashes  # not so after a restart
    trial, size = running.copy(), 0
    try:
        with path.open("r+b" if path.exists() else "wb") as file:
            file.seek(first)
            while piece := request.stream.read(_PIECE):
                size += len(piece)
                if keep:
                    file.write(piece)
                else:
                    trial.update(piece)
            file.truncate(first + length if size == length and keep else first if keep else 0)
    except ClientDisconnected:
        size = -1
    if size != length:
        raise Turned(400, "the body is shorter than announced")
    if keep:
        return ""
    if known:
        world.hashes[share.publish_id] = trial
    return trial.hexdigest() if known else ""


def _reply(world: World, share: Share, turned: Turned) -> Response:
    reply = Response(turned.why, turned.http, mimetype="text/plain")
    if turned.http != 404:  # noqa: PLR2004 - there is nothing to count then
        # `bytes 0-{UPLOADED_BYTES}/{TOTAL_BYTE_LENGTH}` [D]; count or last index is undecided
        shown = share.received
        if world.behaviour.content_range == "last":
            shown = max(0, shown - 1)
        reply.headers["Content-Range"] = f"bytes 0-{shown}/{share.size}"
    g.code = str(turned.http)
    return reply
