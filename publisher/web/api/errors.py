"""The error reference for programs: all entries, one, and the translation of a pasted answer."""

import json

from apiflask import APIBlueprint
from flask import Response

from publisher.domain.errors import Refusal
from publisher.domain.explained import Explained, Translated
from publisher.domain.refusals import NOT_FOUND
from publisher.web import answers_errors as answers
from publisher.web import forms_errors as forms
from publisher.web.api.describing import gives
from publisher.web.auth import by_anybody
from publisher.web.parsing import asks, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("errors", __name__, url_prefix="/v1/errors", tag="Errors")
MOST_BYTES = 4 << 20  # looked at only in part, but a pasted log is not refused for its length


@routes.get("")
@by_anybody
@asks(forms.ErrorsQuery)
@gives(answers.Entries, public=True)
def every(query: forms.ErrorsQuery) -> Response:
    """The whole reference, or what fits a search and filters: codes first, then sentences."""
    reference = publisher().reference
    items = [_told(one) for one in reference.search(query.wanted())]
    return _reply({"version": reference.version, "items": items})


@routes.get("/<key>")
@by_anybody
@gives(answers.Entry, public=True)
def one(key: str) -> Response:
    """One entry, by the key that stands as `code` in every problem and reason."""
    refuse_query()
    found = publisher().reference.get(key)
    if found is None:
        raise Refusal(NOT_FOUND, f"there is no error of the key {key[:80]}")
    return _reply(_told(found))


@routes.post("/translate")
@by_anybody
@takes(forms.TranslateForm, most=MOST_BYTES)
@gives(answers.Translation, public=True)
def translate(body: forms.TranslateForm) -> Response:
    """Explain anything that TikTok may have said: a code, a body, a webhook, a line of a log.

    Nothing of it is kept. An unknown code is said to be unknown; similar keys are only suggested.
    """
    refuse_query()
    found = publisher().reference.translate(
        body.input, body.surface or "", body.step or "", body.http_status
    )
    return _reply(translated(found))


def translated(found: Translated) -> dict[str, object]:
    """A translation with its entry, as it is answered."""
    entry = publisher().reference.get(found.key)
    told = {} if entry is None else _told(entry)
    return {**found.told, "docs": told.get("docs", ""), "entry": told}


def _told(one: Explained) -> dict[str, object]:
    return {**one.told, "docs": f"{publisher().settings.public_url}{one.told['docs']}"}


def _reply(told: dict[str, object]) -> Response:
    # The entries are fixed and their shape is tested against the models: no need to check each.
    return Response(json.dumps(told), mimetype="application/json")
