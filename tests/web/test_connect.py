"""The round trip in a Creator's browser, and a page of its own for each way it can go wrong."""

from urllib.parse import parse_qs, urlsplit

import pytest

from publisher.domain.revocation import Revocation
from publisher.web import create_site
from tests.web.callers import BASE, Browser, Caller, one_engine


def told(caller, stage):
    """The kinds of all Events, by name: two of one millisecond have no order."""
    stage.turn(6)  # on PostgreSQL an Event is told once no older one can still come
    return sorted(one["kind"] for one in caller.get("/v1/events").json()["items"])


def words_of_tiktok(caller):
    """What TikTok said, in the one Event there is."""
    [event] = caller.get("/v1/events").json()["items"]
    return event["detail"]["reason"]["tiktok"]


def test_the_page_names_the_app_and_what_is_asked_in_words(caller, browser):
    link = caller.make_link()

    page = browser.open(link["url"])

    assert "Testing App would like to publish for you" in page.text
    assert "Publish videos and photos to your profile" in page.text
    assert "video.publish" not in page.text
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # the public address is http here


def test_the_app_gets_its_creator_back_with_the_result(caller, browser):
    link = caller.make_link(return_url="https://app.example/done?tab=2", external_id="c&7")

    back = browser.connect(link["url"])

    assert back.status_code == 303
    parts = urlsplit(back.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://app.example/done"
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    [connection] = caller.get("/v1/connections").json()["items"]
    assert said == {
        "tab": "2",
        "result": "connected",
        "connection": connection["id"],
        "external_id": "c&7",
    }


def test_the_page_afterwards_names_the_creator_who_connected(caller, browser):
    page = browser.connect(caller.make_link()["url"], creator="cara_quiet")

    assert "Connected as Cara Quiet" in page.text


def test_a_permission_left_out_is_named_with_its_consequence(caller, browser):
    link = caller.make_link()

    page = browser.connect(link["url"], grant=["user.info.basic", "video.publish"])

    assert "You left out" in page.text
    assert "no drafts can be sent to your inbox" in page.text
    [connection] = caller.get("/v1/connections").json()["items"]
    assert connection["missing_scopes"] == ["video.upload"]


def test_a_no_is_a_page_of_its_own_and_an_event(caller, browser, stage):
    link = caller.make_link()

    page = browser.connect(link["url"], decision="deny")

    assert page.status_code == 403
    assert "You said no" in page.text
    assert told(caller, stage) == ["connect.denied"]
    assert caller.get("/v1/connections").json()["items"] == []


def test_a_platforms_error_is_shown_with_its_words_and_nothing_of_them_runs(caller, browser, stage):
    link = caller.make_link()
    consent = browser.begin(link["url"])
    state = parse_qs(urlsplit(consent).query)["state"][0]

    page = browser.open(
        f"{BASE}/connect/tiktok/callback?state={state}&error=invalid_scope"
        "&error_description=%3Cscript%3Ealert(1)%3C/script%3E"
    )

    assert page.status_code == 409
    assert told(caller, stage) == ["connect.refused"]
    said = words_of_tiktok(caller)
    assert (said["code"], said["step"]) == ("invalid_scope", "authorize")
    assert "TikTok did not finish the connection" in page.text
    assert "invalid_scope" in page.text
    assert "<script>alert" not in page.text


def test_a_state_is_good_once(caller, browser, stage):
    way_back = browser.consent(browser.begin(caller.make_link()["url"]))
    assert browser.open(way_back).status_code == 200

    pages = [browser.open(way_back) for _ in range(3)]

    assert [page.status_code for page in pages] == [409, 409, 409]
    assert "connect_state_used" in pages[0].text
    assert told(caller, stage) == ["connect.replayed", "connection.made"]


def test_a_state_that_took_too_long_is_told_so(caller, browser, stage):
    way_back = browser.consent(browser.begin(caller.make_link()["url"]))
    stage.turn(601)

    page = browser.open(way_back)

    assert page.status_code == 409
    assert "connect_state_expired" in page.text
    assert told(caller, stage) == ["connect.expired"]


def test_the_way_back_of_somebody_else_connects_nothing(caller, browser, site, stage):
    way_back = browser.consent(browser.begin(caller.make_link()["url"]))
    victim = Browser(site, stage)
    victim.open(caller.make_link()["url"])

    page = victim.open(way_back)

    assert page.status_code == 403
    assert "connect_state_foreign" in page.text
    assert told(caller, stage) == ["connect.foreign"]
    assert caller.get("/v1/connections").json()["items"] == []


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?state=%00&code=x", "?state="])
def test_a_way_back_out_of_nowhere_is_told_to_start_again(browser, query):
    page = browser.open(f"{BASE}/connect/tiktok/callback{query}")

    assert page.status_code == 409
    assert "connect_state_unknown" in page.text


def test_after_a_mistake_the_same_link_connects_the_right_creator(caller, browser):
    browser.connect(caller.make_link()["url"])
    [connection] = caller.get("/v1/connections").json()["items"]
    link = caller.make_link(reconnect=connection["id"])

    assert browser.connect(link["url"], creator="paul_private").status_code == 409
    assert browser.connect(link["url"], decision="deny").status_code == 403
    assert browser.connect(link["url"]).status_code == 200
    assert browser.open(link["url"]).status_code == 409


def test_a_code_that_tiktok_refuses_is_told_with_its_reason_and_the_link_stays_good(
    caller, browser, stage
):
    link = caller.make_link()
    stage.order("token", "code", code="invalid_grant")

    assert browser.connect(link["url"]).status_code >= 400
    assert told(caller, stage) == ["connect.refused"]
    said = words_of_tiktok(caller)
    assert (said["code"], said["http_status"], said["step"]) == ("invalid_grant", 200, "token")
    assert said["log_id"]
    assert browser.connect(link["url"]).status_code == 200


def test_a_refusal_of_tiktok_without_a_word_is_told_without_one(caller, browser, stage):
    link = caller.make_link()
    stage.order("token", "500")

    page = browser.connect(link["url"]).text

    assert "the platform says &#39;server_error&#39;." in page


def test_whoever_failed_finds_the_way_back_to_the_app_and_a_stranger_does_not(
    caller, browser, site, stage
):
    link = caller.make_link(return_url="https://app.example/done?tab=2")
    way_back = browser.consent(browser.begin(link["url"]))
    stranger = Browser(site, stage)

    refused = browser.connect(link["url"], decision="deny")
    foreign = stranger.open(way_back)

    assert (
        "https://app.example/done?tab=2&amp;result=not_connected&amp;reason=connect_denied"
        in refused.text
    )
    assert "app.example" not in foreign.text


def test_a_link_is_good_for_one_connection(caller, browser, stage):
    link = caller.make_link()
    browser.connect(link["url"])

    page = browser.open(link["url"])
    browser.open(link["url"])  # once more, and it is not told again

    assert page.status_code == 409
    assert "used already" in page.text
    assert sorted(told(caller, stage)) == ["connect.replayed", "connection.made"]


def test_a_link_ends_when_it_was_said_to(caller, browser, stage):
    link = caller.make_link(expires_in=60)
    stage.turn(61)

    page = browser.open(link["url"])

    assert page.status_code == 409
    assert "has expired" in page.text
    assert told(caller, stage) == ["connect.expired"]


@one_engine
@pytest.mark.parametrize("token", ["x" * 43, "short", "a%00b", "..%2F..%2Fetc", "é" * 30])
def test_a_link_that_nobody_made_is_unknown(browser, token):
    page = browser.open(f"{BASE}/connect/{token}")

    assert page.status_code == 404


def test_to_connect_again_as_somebody_else_is_refused_by_name(caller, browser, stage):
    browser.connect(caller.make_link()["url"])
    [connection] = caller.get("/v1/connections").json()["items"]

    page = browser.connect(
        caller.make_link(reconnect=connection["id"])["url"], creator="paul_private"
    )

    assert page.status_code == 409
    assert "wrong_creator" in page.text
    assert "you are signed in as Paul Private, expected Anna Public" in page.text
    assert told(caller, stage) == ["connect.mistaken", "connection.made"]
    assert caller.get("/v1/connections").json()["items"] == [connection]


def test_to_connect_again_keeps_the_connection(caller, browser):
    browser.connect(caller.make_link()["url"])
    [connection] = caller.get("/v1/connections").json()["items"]

    page = browser.connect(caller.make_link(reconnect=connection["id"])["url"])

    assert page.status_code == 200
    assert [one["id"] for one in caller.get("/v1/connections").json()["items"]] == [
        connection["id"]
    ]


def test_a_form_that_is_not_ours_begins_nothing(caller, browser):
    link = caller.make_link()
    path = urlsplit(link["url"]).path
    page = browser.open(link["url"])
    token = page.text.split('name="form" value="')[1].split('"')[0]

    no_token = browser.http.post(path, data={})
    forged = browser.http.post(path, data={"form": "0" * 64})
    elsewhere = browser.http.post(
        path, data={"form": token}, headers={"Origin": "https://evil.example"}
    )
    browser.http.cookies.clear()
    no_cookie = browser.http.post(path, data={"form": token})

    for answer in (no_token, forged, elsewhere, no_cookie):
        assert answer.status_code == 403
        assert "Location" not in answer.headers


def test_two_links_in_one_browser_do_not_disturb_each_other(caller, browser):
    first = browser.consent(browser.begin(caller.make_link()["url"]))
    second = browser.consent(browser.begin(caller.make_link()["url"]), creator="paul_private")

    assert browser.open(first).status_code == 200
    assert browser.open(second).status_code == 200
    assert len(caller.get("/v1/connections").json()["items"]) == 2


BAD_ADDRESSES = [
    "http://app.example/done",
    "javascript:alert(1)",
    "//evil.example",
    "/done",
    "https://",
    "https://user:word@app.example/",
    "https://app.example/#fragment",
    "https://app.example/\r\nSet-Cookie: a=b",
    "https://app.example/\nX: y",
    "https://app.example/a b",
    "https://app.example\\@evil.example/",
    "https://app.example:99999/",
    "https://[::1",
    "https://\u0430pp.example/",
    "data:text/html,x",
    "https://app.example/" + "a" * 2000,
]


@one_engine
@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_a_return_url_that_could_lead_astray_is_refused(caller, address):
    answer = caller.post("/v1/connections/links", {"platform": "tiktok", "return_url": address})

    assert answer.status_code == 422, address
    assert answer.json()["errors"][0]["pointer"] == "/return_url"


@one_engine
@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("platform", "myspace", "/platform"),
        ("scopes", ["video.publish", "everything"], "/scopes/1"),
        ("expires_in", 5, "/expires_in"),
        ("expires_in", 1.5, "/expires_in"),
        ("expires_in", 10_000_000, "/expires_in"),
        ("external_id", "", "/external_id"),
        ("owner", "me", "/owner"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused_by_field(caller, field, value, pointer):
    answer = caller.post("/v1/connections/links", {"platform": "tiktok", field: value})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_loopback_address_may_be_http(caller):
    assert caller.make_link(return_url="http://127.0.0.1:3000/done")["return_url"]


def test_a_link_to_reconnect_what_another_app_has_is_unknown(caller, stranger, stage):
    theirs = stage.connect()

    answer = stranger.post("/v1/connections/links", {"platform": "tiktok", "reconnect": theirs})

    assert answer.status_code == 404


def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(staged):
    stage = staged(environ={"PUBLISHER_PUBLIC_URL": "https://publish.example"})
    site = create_site(stage.publisher)
    link = Caller(site, stage, stage.app).make_link()

    page = site.test_client().get(urlsplit(link["url"]).path, base_url="https://publish.example")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-publisher_connect=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_creators_options_are_fresh_and_an_end_names_what_waits_and_calls_it_off(caller, stage):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})
    path = f"/v1/connections/{post['connection']}"

    options = caller.get(f"{path}/creator").json()
    asked = caller.delete(path)
    still = caller.get(path).json()["state"]
    ended = caller.delete(path, params={"cancel_posts": "true"})
    after = caller.get(f"{path}/creator")

    assert "PUBLIC_TO_EVERYONE" in options["privacy"]
    assert options["max_seconds"] > 0
    assert (asked.status_code, asked.json()["code"], still) == (409, "posts_wait", "active")
    assert asked.json()["posts"] == [post["id"]]
    assert ended.json() == {
        "id": post["connection"],
        "state": "ended",
        "posts": [post["id"]],
        "too_late": [],
        "revocation": "confirmed",
        "revocation_means": Revocation.CONFIRMED.says,
    }
    assert caller.get(f"/v1/posts/{post['id']}").json()["state"] == "cancelled"
    assert caller.get(path).json()["state"] == "ended"
    assert after.status_code == 409
    assert after.json()["outcome"] == "reconnect"
