"""Whatever arrives, the answer is a problem that names the fault, and never a 500."""

import json

import pytest

from publisher.web.auth import Owner, owners
from tests.web.callers import one_engine

PROBLEM = {
    "type",
    "title",
    "status",
    "detail",
    "code",
    "outcome",
    "actor",
    "remedy",
    "action",
    "retry_at",
    "errors",
    "request_id",
    "tiktok",
}
DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "nothing": (b"", 422),
    "not json": (b"{", 400),
    "not an object": (b"[1, 2]", 422),
    "a word": (b'"now"', 422),
    "null": (b"null", 422),
    "not utf-8": (b'{"a": "\xff"}', 400),
    "not a number": (b'{"caption": NaN}', 400),
    "a member twice": (b'{"mode": "direct", "mode": "inbox"}', 400),
    "too deep for a parser": (DEEP.encode(), 400),
    "deeper than ours": (b'{"options":' + b'{"a":' * 30 + b"1" + b"}" * 30 + b"}", 400),
    "a zero byte": (b'{"caption": "\\u0000"}', 422),
    "a zero byte in a name": (b'{"\\u0000": 1}', 422),
    "half a letter": (b'{"caption": "\\ud800"}', 422),
    "a number with 5000 digits": (b'{"caption": ' + b"9" * 5000 + b"}", 400),
    "a number beyond all numbers": (b'{"consent": {"a": 1e999}}', 400),
    "too large": (b'{"caption": "' + b"a" * 300_000 + b'"}', 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_a_post_is_refused_by_name(caller, name):
    body, http = BODIES[name]

    answer = caller.post("/v1/posts", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == http, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) >= PROBLEM
    assert answer.json()["request_id"] == answer.headers["Request-Id"]


FIELDS = {
    "/mode": {"mode": "public"},
    "/connection": {"connection": 7},
    "/assets": {"assets": []},
    "/assets/0": {"assets": [["ast_1"]]},
    "/caption": {"caption": ["a"]},
    "/schedule": {"schedule": "tomorrow"},
    "/schedule/at": {"schedule": {"at": "2026-03-03T10:00"}},
    "/schedule/zone": {"schedule": {"wall_time": "2026-03-03T10:00", "zone": "Mars/Olympus"}},
    "/deadline": {"deadline": "2020-01-01T00:00:00Z"},
    "/options": {"options": "privacy"},
    "/on_cap": {"on_cap": "shrug"},
    "/client_reference": {"client_reference": ""},
    "/visibility": {"visibility": "public"},
    "/a~1b~0c": {"a/b~c": 1},
}


@one_engine
@pytest.mark.parametrize("pointer", FIELDS)
def test_a_wrong_field_is_named_with_rule_found_allowed_and_way_out(caller, pointer):
    plain = {"connection": "con_1", "assets": ["ast_1"], "mode": "direct", "schedule": "now"}

    answer = caller.post("/v1/posts", {**plain, **FIELDS[pointer]})

    assert answer.status_code == 422, answer.text
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert fault["rule"]
    assert fault["allowed"]
    assert fault["way_out"]


def test_all_faults_of_a_body_are_told_at_once(caller):
    answer = caller.post("/v1/posts", {"mode": "x", "schedule": "y", "deadline": "z", "extra": 1})

    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert pointers == {"/connection", "/assets", "/mode", "/schedule", "/deadline", "/extra"}


KEYS = {
    "none": None,
    "no scheme": "pub_live_x",
    "another scheme": "Basic cHViOg==",
    "an empty key": "Bearer ",
    "a guess": "Bearer pub_live_" + "0" * 36,
    "letters from elsewhere": "Bearer pub_live_" + "é" * 36,
    "a long one": "Bearer " + "a" * 5000,
}


@one_engine
@pytest.mark.parametrize("name", KEYS)
def test_a_caller_without_a_key_is_told_how_to_send_one(site, name):
    given = KEYS[name]
    headers = {} if given is None else {"Authorization": given}

    answer = site.test_client().get("/v1/posts", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["code"] == "unauthorised"


def test_a_withdrawn_key_opens_nothing(stage, caller):
    [key] = stage.publisher.apps.keys(caller.app)
    stage.publisher.apps.withdraw_key(caller.app, key.id)

    assert caller.get("/v1/posts").status_code == 401


def _routes_with_ids(site):
    for rule in site.url_map.iter_rules():
        if owners(site)[rule.endpoint] is Owner.APP and rule.arguments:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.rule, method


def test_ids_of_another_app_answer_like_ids_of_nobody(site, caller, stranger):
    post = caller.make_post()
    theirs = {
        "<id:post_id>": post["id"],
        "<id:asset_id>": post["assets"][0],
        "<id:connection_id>": post["connection"],
    }
    nobodys = {name: f"{known[:-4]}zzzz" for name, known in theirs.items()}
    bodies = {"/resolve": {"is_there": True}, "": {}}
    seen = []
    for rule, method in _routes_with_ids(site):
        body = next(one for ending, one in bodies.items() if rule.endswith(ending))
        answers = []
        for ids in (theirs, nobodys):
            path = rule
            for name, known in ids.items():
                path = path.replace(name, known)
            sent = {} if method in {"GET", "DELETE"} else {"json": body}
            answer = stranger.http.request(method, path, **sent)
            told = {k: v for k, v in answer.json().items() if k != "request_id"}
            text = json.dumps(told)
            for known in ids.values():
                text = text.replace(known, "ID")
            answers.append((answer.status_code, text))
        assert answers[0] == answers[1], rule
        assert answers[0][0] == 404, (rule, answers)
        seen.append(rule)
    assert len(seen) >= 10
    assert caller.get(f"/v1/posts/{post['id']}").json()["version"] == post["version"]


def test_a_post_cannot_use_the_connection_or_asset_of_another_app(caller, stranger):
    theirs = caller.draft()

    answer = stranger.post("/v1/posts", theirs)
    mixed = stranger.post("/v1/posts", stranger.draft(assets=theirs["assets"]))

    assert answer.status_code == 404
    assert mixed.status_code == 404
    assert mixed.json()["errors"][0]["pointer"] == "/assets/0"


ADDRESSES = [
    "/v1/posts/%00",
    "/v1/posts/..%2f..%2fetc",
    "/v1/posts/" + "p" * 3000,
    "/v1/posts/%F0%9F%92%A9",
    "/v1/assets/'; DROP TABLE posts;--",
    "/v1/connections/%0d%0aSet-Cookie:x/creator",
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_strange_id_is_an_unknown_one(site, caller, path):
    answer = site.test_client().get(path, headers={"Authorization": f"Bearer {caller.key}"})

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


QUERIES = [
    "limit=0",
    "limit=101",
    "limit=many",
    "limit=1&limit=2",
    "page=2",
    "cursor=nonsense",
    "cursor=%00",
    "state=gone",
    "state=scheduled,",
    "connection=%27",
]


@one_engine
@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_query_is_refused_by_name(caller, query):
    answer = caller.get(f"/v1/posts?{query}")

    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["pointer"]


def test_a_view_without_parameters_takes_none(caller):
    assert caller.get("/v1/posts/post_1?expand=all").status_code == 422


def test_an_unknown_address_and_method_are_problems_too(caller):
    missing = caller.get("/v1/posts/bulk/of/things")
    wrong = caller.http.put("/v1/posts", json={})

    assert missing.status_code == 404
    assert missing.json()["code"] == "no_such_route"
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    assert "PUT is not answered" in wrong.json()["detail"]


def test_what_is_not_built_is_not_there(caller):
    assert caller.post("/v1/posts/somersault", {}).status_code == 404
    assert caller.get("/v1/somersaults").status_code == 404


def test_every_route_has_an_owner_and_v1_belongs_to_apps(site):
    named = owners(site)

    assert None not in named.values()
    for rule in site.url_map.iter_rules():
        is_reference = rule.rule.startswith(("/v1/openapi.json", "/v1/errors"))
        if rule.rule.startswith("/v1/") and not is_reference:
            assert named[rule.endpoint] is Owner.APP, rule.rule


def test_a_route_without_an_owner_stops_the_start(stage, site):
    from publisher.web.auth import refuse_ownerless

    site._got_first_request = False
    site.add_url_rule("/open", "open", lambda: "")

    with pytest.raises(RuntimeError, match="open"):
        refuse_ownerless(site)


def test_every_answer_carries_the_headers_that_protect_it(caller, anybody):
    for answer in (caller.get("/v1/posts"), anybody.get("/console/sign-in"), anybody.get("/no")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Request-Id"].startswith("req_")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_unexpected_fault_tells_nothing_of_our_insides(site, caller):
    def broken(*_args, **_named):
        raise RuntimeError("SELECT * FROM secrets WHERE path = '/var/publisher'")

    site.view_functions["events.every"] = broken

    answer = caller.get("/v1/events")

    assert answer.status_code == 500
    for word in ("SELECT", "Traceback", "RuntimeError", "/var/"):
        assert word not in answer.text
    assert answer.json()["code"] == "internal"
