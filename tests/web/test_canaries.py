"""Secrets sown everywhere are found nowhere: logs, answers, pages, bundles, the database."""

import base64
import json
import logging
import re
import sqlite3

import httpx
import pytest
from sqlalchemy.engine import make_url

from publisher.store import connections
from tests.web.callers import BASE

PASSWORD = "a long password"
SEALED = {("connections", "access"), ("connections", "refresh")}
# A pull address is for one post and answers only while TikTok fetches; it has to be kept.
NONCE = ("attempts", "pull_nonce")


@pytest.fixture
def engine_name():
    """One file that can be read to its last byte."""
    return "sqlite"


@pytest.fixture
def secrets(stage, caller):
    """What must never be seen, as far as it is known by now; more is found on the way."""
    settings = stage.publisher.settings
    return {
        "API key": caller.key,
        "client secret": settings.tiktok_client_secret.reveal(),
        "session secret": settings.session_secret.reveal(),
        "operator's password": PASSWORD,
        **{f"seal key {n}": key.reveal() for n, key in enumerate(settings.seal_keys)},
    }


def tokens_of(stage, connection):
    with stage.store.read() as tx:
        pair = connections.tokens(tx, connection)
    return {f"{kind} of {connection}": one.reveal() for kind, one in zip("ar", pair, strict=True)}


def addresses_of(stage):
    return {f"upload address {n}": token for n, token in enumerate(stage.world.uploads)}


def live_through(stage, caller, connection, tokens):
    """Good and bad days of an App, with TikTok repeating our own secrets back to us."""
    access, refresh = tokens.values()
    words = [
        {"code": "internal_error", "http": 500},
        {"code": access, "http": 400},
        {"code": f"bad_{refresh}", "http": 403},
        {"code": "rate_limit_exceeded", "http": 429},
    ]
    posts = [caller.make_post(connection=connection)["id"]]
    for said in words:
        stage.order("video_init", "code", before=True, **said)
        posts.append(caller.make_post(connection=connection)["id"])
        stage.settle(posts[-1], seconds=4000, step=60)
    for mark in ("503-after-last-chunk", "lost-last-chunk", "fail=internal*1", "html-status"):
        posts.append(caller.make_post(connection=connection, caption=f"hi [sim:{mark}]")["id"])
        stage.settle(posts[-1], seconds=9000, step=60)
    photos = [stage.asset(photo=True), stage.asset(photo=True)]
    posts.append(
        caller.make_post(connection=connection, assets=photos, caption="", title="t")["id"]
    )
    stage.settle(posts[-1], seconds=4000, step=60)
    stage.control("tokens/expire", {"kind": "access"})
    stage.order("token", "code", code=refresh, http=400, before=True)
    posts.append(caller.make_post(connection=connection)["id"])
    stage.settle(posts[-1], seconds=4000, step=60)
    return posts


def everything_said(caller, site, posts, sown):
    """Every answer and page that shows something of what happened."""
    paths = ["/v1/posts", "/v1/events", "/v1/connections", "/v1/assets", "/v1/failures"]
    paths += [f"/v1/posts/{post}{end}" for post in posts for end in ("", "/timeline", "/bundle")]
    said = [caller.get(path).text for path in paths]
    bundles = [f"/v1/posts/{post}/bundle" for post in posts]
    said += [caller.get(path, headers={"Accept": "text/plain"}).text for path in bundles]
    operator = signed_in(site)
    pages = ["/console", "/console/posts", "/console/connections", "/console/failures"]
    said += [operator.get(path).text for path in pages]
    said += [operator.get(f"/console/posts/{post}").text for post in posts]
    return said + [answer for secret in sown for answer in echoed(caller, secret)]


def echoed(caller, secret):
    """Secrets in places where they do not belong: none is repeated in what we answer."""
    pasted = f"Authorization: Bearer {secret} code=spam_risk"
    yield caller.post("/v1/errors/translate", {"input": pasted}).text
    yield caller.get("/v1/posts", headers={"Authorization": f"Bearer x{secret}"}).text
    yield caller.http.post("/errors/translate", data={"input": f"access_token={secret}"}).text


def signed_in(site):
    browser = httpx.Client(transport=httpx.WSGITransport(app=site), base_url=BASE)
    page = browser.get("/console/sign-in").text
    form = {"form": re.search(r'name="form" value="([^"]+)"', page)[1]}
    assert browser.post("/console/sign-in", data={**form, "password": PASSWORD}).is_redirect
    return browser


def dumped(stage):
    """Every value of every table but those that are sealed."""
    file = make_url(stage.publisher.settings.database_url.reveal()).database
    with sqlite3.connect(file) as database:
        names = [
            row[0] for row in database.execute("select name from sqlite_master where type='table'")
        ]
        for table in names:
            rows = database.execute(f"select * from {table}")  # noqa: S608 - the name of a table of ours
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    yield (table, column), str(value)


def spelled(secret):
    """A secret, and how it looks in addresses, JSON and headers."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, json.dumps(secret)[1:-1], secret.replace("!", "%21"), encoded}


def test_a_secret_that_was_sown_is_found_nowhere(stage, caller, site, secrets, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    connection = stage.connect()
    tokens = tokens_of(stage, connection)
    posts = live_through(stage, caller, connection, tokens)
    sown = {**secrets, **tokens, **tokens_of(stage, connection), **addresses_of(stage)}
    assert len(sown) >= 12
    said = everything_said(caller, site, posts, [caller.key, *tokens.values()])
    logged = caplog.text + "".join(capfd.readouterr())

    for name, secret in sown.items():
        for spelling in spelled(secret):
            assert spelling not in logged, f"{name} is in a log"
            assert not [text for text in said if spelling in text], f"{name} is in an answer"

    kept = list(dumped(stage))
    filled = {place for place, value in kept if value != "None"}
    assert filled >= {*SEALED, NONCE}, "there was nothing to find"
    assert any("***" in value for place, value in kept if place == ("steps", "code"))
    for nonce in {value for place, value in kept if place == NONCE and value != "None"}:
        assert nonce not in logged
        assert not [text for text in said if nonce in text]
    for place, value in kept:
        for name, secret in sown.items():
            assert not any(spelling in value for spelling in spelled(secret)), f"{name} in {place}"


def test_no_secret_shows_in_the_representation_of_what_holds_it(stage, secrets):
    connection = stage.connect()
    held = [
        stage.publisher.settings,
        tokens_of,
        stage.publisher.connections.get(stage.app, connection),
    ]

    for one in held:
        for secret in (*secrets.values(), *tokens_of(stage, connection).values()):
            assert secret not in repr(one)
