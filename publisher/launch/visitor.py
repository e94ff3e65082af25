"""A visitor who connects a creator: follows the link, reads each form, and presses its button."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

_MOST_PAGES = 6


@dataclass
class Form:
    """The first form of a page, filled in as the page proposes it."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    has_button: bool = False


class LostVisitor(Exception):
    """The way led nowhere; says at which page."""


def walk(
    client: httpx.Client, link: str, choose: Mapping[str, str] | None = None
) -> httpx.Response:
    """Open a connect link and agree to everything; gives the page where the way ends.

    `choose` answers a field otherwise than the page proposes, such as which creator it is.
    Raises LostVisitor where a page is an error or the pages never end.
    """
    page = client.get(link)
    for _ in range(_MOST_PAGES):
        if page.is_error:
            raise LostVisitor(f"{page.url.copy_with(query=None)} answered {page.status_code}")
        form = first_form(page.text)
        if form is None:
            return page
        address = urljoin(str(page.url), form.action)
        sent = dict[str, list[str]]()
        for name, value in form.fields:
            sent.setdefault(name, []).append((choose or {}).get(name, value))
        if form.method == "post":
            page = client.post(address, data=sent)
        else:
            page = client.get(address, params=sent)
    raise LostVisitor(f"there were more than {_MOST_PAGES} pages, the last was {page.url.path}")


def first_form(page: str) -> Form | None:
    """The first form of a page, if it has one."""
    reader = _Reader()
    reader.feed(page)
    return reader.form


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self._inside = True
        elif self.form is not None and self._inside and given.get("name"):
            self._add(self.form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

    @staticmethod
    def _add(form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "submit" if tag == "button" else "text")
        if "disabled" in given or tag not in ("input", "button"):
            return
        if kind in ("radio", "checkbox") and "checked" not in given:
            return
        if kind == "submit":
            if form.has_button:  # only one button is pressed: the first, as by the Enter key
                return
            form.has_button = True
        form.fields.append((given["name"], given.get("value", "on" if kind == "checkbox" else "")))
