"""The error reference for people: a table to search, a page for each entry, and a translator."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from publisher.domain.errors import Refusal
from publisher.domain.reasons import Actor, Headline
from publisher.domain.refusals import NOT_FOUND
from publisher.services.support.reference import LONGEST_QUERY, Wanted
from publisher.web import error_words, pages
from publisher.web.api.errors import MOST_BYTES, translated
from publisher.web.auth import by_anybody
from publisher.web.service import publisher

routes = Blueprint("reference", __name__, url_prefix="/errors")
_LONGEST_KEY = 200
_STATUSES = range(100, 600)


@routes.get("")
@by_anybody
def every() -> Response:
    """The table; what is typed narrows it, and so does the form without any script."""
    reference = publisher().reference
    chosen = _chosen()
    return pages.show(
        "errors/every.html",
        here="errors",
        rows=reference.search(chosen),
        chosen=chosen,
        whole=len(reference.entries),
        version=reference.version,
        outcomes=[one.value for one in Headline],
        actors=[one.value for one in Actor],
        categories=reference.categories,
        words=error_words,
    )


@routes.get("/<key>")
@by_anybody
def one(key: str) -> AnyResponse:
    """One entry; a bare code leads to what it means, or to the list where it means several."""
    reference = publisher().reference
    found = reference.get(key)
    if found is None:
        meant = reference.meant_by(key[:_LONGEST_KEY])
        if not meant:
            raise Refusal(NOT_FOUND, f"There is no error called {key[:80]}.")
        return redirect(meant[0].reason.docs, 302)
    same = [one for code in found.codes for one in reference.meant_by(code) if one is not found]
    return pages.show(
        "errors/one.html",
        here="errors",
        entry=found.told,
        others=list(dict.fromkeys(other.key for other in same)),
        version=reference.version,
        words=error_words,
    )


@routes.get("/translate")
@by_anybody
def ask() -> Response:
    """The page to paste into; `?input=` fills it, so that a translation can be linked to."""
    return _translation(request.args)


@routes.post("/translate")
@by_anybody
def translate() -> Response:
    """What was pasted means this. Nothing is kept, so no form of ours has to be proved."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    return _translation(request.form)


def _translation(asked: Any) -> Response:
    reference = publisher().reference
    given = str(asked.get("input", ""))
    surface = _known(asked.get("surface", ""), reference.surfaces)
    step = _known(asked.get("step", ""), reference.steps)
    http = _status(asked.get("http", ""))
    found = None
    if given.strip() or http:
        found = translated(reference.translate(given, surface, step, http))
    return pages.show(
        "errors/translate.html",
        here="translate",
        found=found,
        entry=(found or {}).get("entry"),
        chosen={"surface": surface, "step": step, "http": http},
        surfaces=reference.surfaces,
        steps=reference.steps,
        words=error_words,
    )


def _chosen() -> Wanted:
    """What the form asks for; a word that means nothing finds nothing, and breaks nothing."""
    said = {name: request.args.get(name, "")[:LONGEST_QUERY] for name in Wanted.__slots__}
    said["query"] = request.args.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return Wanted(**said)


def _known(said: str, known: tuple[str, ...]) -> str:
    return said if said in known else ""


def _status(said: str) -> int | None:
    is_one = said.isascii() and said.isdecimal() and len(said) == len("429")
    return int(said) if is_one and int(said) in _STATUSES else None
