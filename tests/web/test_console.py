"""The Operator's console without a browser: who gets in, what forms need, what is shown."""

import re
from datetime import timedelta

import pytest

from publisher.domain.when import At
from tests.web.callers import one_engine

PASSWORD = "a long password"
ORIGIN = "http://127.0.0.1:8000"
EVIL = "<script>alert(1)</script>"


def hidden(page):
    return re.search(r'name="form" value="([0-9a-f]{64})"', page.text)[1]


@pytest.fixture
def visitor(site):
    """A browser that has not signed in."""
    return site.test_client()


@pytest.fixture
def operator(visitor):
    """A browser that has."""
    assert sign_in(visitor, PASSWORD).status_code == 303
    return visitor


def sign_in(client, password, **headers):
    form = hidden(client.get("/console/sign-in"))
    return client.post(
        "/console/sign-in", data={"form": form, "password": password}, headers=headers
    )


def test_nothing_of_the_console_is_shown_before_signing_in(site, visitor):
    for rule in site.url_map.iter_rules():
        if rule.rule.startswith("/console") and "sign-in" not in rule.rule:
            path = re.sub(r"<int:\w+>", "0", rule.rule)
            path = re.sub(r"<[\w:]+>", "post_1", path)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                answer = visitor.open(path, method=method)
                assert answer.status_code == 303, path
                assert answer.headers["Location"] == "/console/sign-in"


def test_the_password_opens_and_the_session_is_a_new_one(visitor):
    visitor.get("/console/sign-in")
    before = visitor.get_cookie("publisher").value

    answer = sign_in(visitor, PASSWORD)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert visitor.get_cookie("publisher").value != before
    assert visitor.get("/console").status_code == 200


@one_engine
@pytest.mark.parametrize("guess", ["", "a long passwore", "A long password", "é", "x" * 5000])
def test_another_password_does_not(visitor, guess):
    answer = sign_in(visitor, guess)

    assert answer.status_code == 401
    assert "That is not the password" in answer.text
    assert visitor.get("/console").status_code == 303


def test_guessing_is_slow_and_the_wait_ends(visitor, stage):
    answers = [sign_in(visitor, f"guess {number}").status_code for number in range(12)]

    assert answers[:10] == [401] * 10
    assert answers[10:] == [429, 429]
    assert sign_in(visitor, PASSWORD).status_code == 429
    stage.turn(61)
    assert sign_in(visitor, PASSWORD).status_code == 303


def test_a_forged_cookie_is_worth_nothing(visitor):
    visitor.set_cookie("publisher", "eyJvcGVyYXRvciI6IngifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")

    assert visitor.get("/console").status_code == 303


def test_a_session_ends_after_twelve_hours(operator, stage):
    stage.turn(12 * 3600 + 1)

    assert operator.get("/console").status_code == 303


def test_signing_out_ends_it(operator):
    form = hidden(operator.get("/console"))

    operator.post("/console/sign-out", data={"form": form})

    assert operator.get("/console").status_code == 303


def test_a_form_without_our_token_or_from_elsewhere_does_nothing(operator, caller):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})
    path = f"/console/posts/{post['id']}/cancel"
    form = hidden(operator.get(f"/console/posts/{post['id']}"))

    answers = [
        operator.post(path),
        operator.post(path, data={"form": "0" * 64}),
        operator.post(path, data={"form": form}, headers={"Origin": "https://evil.example"}),
        operator.post(path, data={"form": form}, headers={"Origin": "null"}),
    ]

    assert [one.status_code for one in answers] == [403] * 4
    assert caller.get(f"/v1/posts/{post['id']}").json()["state"] == "scheduled"


def test_the_operator_calls_a_post_off(operator, caller):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})
    form = hidden(operator.get(f"/console/posts/{post['id']}"))

    answer = operator.post(
        f"/console/posts/{post['id']}/cancel", data={"form": form}, headers={"Origin": ORIGIN}
    )

    assert answer.status_code == 303
    assert caller.get(f"/v1/posts/{post['id']}").json()["state"] == "cancelled"


def test_what_an_app_writes_is_shown_and_never_run(operator, caller):
    post = caller.make_post(caption=EVIL, client_reference=EVIL[:40])

    for page in ("/console", "/console/posts", f"/console/posts/{post['id']}"):
        text = operator.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
    found = operator.get("/console/posts", query_string={"q": EVIL})
    assert "<script>alert" not in found.text


def test_a_post_is_found_by_whatever_support_was_told(operator, caller, stage):
    post = caller.make_post(client_reference="order-7")
    caller.make_post(client_reference="order-8")
    stage.settle(post["id"])
    told = caller.get(f"/v1/posts/{post['id']}/timeline").json()
    init = next(one["detail"] for one in told["items"] if one["kind"] == "step.init")

    known = [
        post["id"],
        "order-7",
        told["attempts"][0]["publish_id"],
        init["log_id"],
        init["request_id"],
    ]
    for text in known:
        page = operator.get("/console/posts", query_string={"q": text}).text
        assert page.count('class="title"') == 1, text
        assert post["id"] in page
    everybody = operator.get("/console/posts", query_string={"q": "Anna Public"}).text
    assert everybody.count('class="title"') == 2
    assert "No post is like that" in operator.get("/console/posts?q=nothing").text


def test_a_posts_page_tells_its_story_in_words(operator, caller, stage):
    post = caller.make_post()
    stage.settle(post["id"])

    page = operator.get(f"/console/posts/{post['id']}").text

    assert "Announced to the platform" in page
    assert "Published" in page
    assert re.search(r"log [0-9A-F]{20,}", page)
    assert f"/console/posts/{post['id']}/media/0" in page


def test_a_held_post_says_who_must_act_and_offers_what_can_be_done(operator, caller, stage):
    stage.order("init", "code", code="zzz_new_code", http=400)
    post = caller.make_post()
    stage.settle(post["id"])
    page = operator.get(f"/console/posts/{post['id']}").text

    assert "To act:" in page
    assert "zzz_new_code" in page
    assert "Let it go on" in page


def test_the_film_can_be_looked_at_in_parts(operator, caller):
    post = caller.make_post()
    path = f"/console/posts/{post['id']}/media/0"

    part = operator.get(path, headers={"Range": "bytes=0-9"})
    gone = operator.get(f"/console/posts/{post['id']}/media/7")

    assert part.status_code == 206
    assert len(part.data) == 10
    part.close()
    assert gone.status_code == 404


def test_lists_page_without_showing_anything_twice(operator, caller, stage):
    connection = stage.connect()
    asset = stage.asset()
    made = set()
    for hour in range(33):
        when = {"at": f"2026-03-{3 + hour // 10:02d}T{2 * (hour % 10):02d}:00:00Z"}
        made.add(caller.make_post(connection=connection, assets=[asset], schedule=when)["id"])
        stage.turn(1)

    first = operator.get("/console/posts").text
    onward = re.search(r'href="(\?[^"]*cursor=[^"]*)"', first)[1].replace("&amp;", "&")
    second = operator.get(f"/console/posts{onward}").text

    seen = [re.findall(r"/console/posts/(post_\w+)", page) for page in (first, second)]
    assert [len(one) for one in seen] == [30, 3]
    assert set(seen[0]) | set(seen[1]) == made


def test_connections_show_what_is_missing(operator, stage):
    stage.connect(grant=["user.info.basic"])

    page = operator.get("/console/connections").text

    assert "Anna Public" in page
    assert "nothing can be published directly" in page


def test_a_connection_is_ended_only_after_its_posts_were_shown(operator, caller):
    post = caller.make_post(caption="Soon", schedule={"at": "2026-03-10T10:00:00Z"})
    place = f"/console/connections/{post['connection']}/end"

    asked = operator.get(place)
    unsaid = caller.get(f"/v1/posts/{post['id']}").json()["state"]
    ended = operator.post(place, data={"form": hidden(asked)})

    assert "1 post still goes out" in asked.text
    assert f"/console/posts/{post['id']}" in asked.text
    assert unsaid == "scheduled"
    assert ended.status_code == 303
    assert caller.get(f"/v1/posts/{post['id']}").json()["state"] == "cancelled"
    assert caller.get(f"/v1/connections/{post['connection']}").json()["state"] == "ended"


@one_engine
@pytest.mark.parametrize("query", ["cursor=x", "state=%00", "app=nobody", "q=%00", "state=gone"])
def test_a_strange_question_is_a_page_and_never_a_crash(operator, query):
    answer = operator.get(f"/console/posts?{query}")

    assert answer.status_code in {200, 400}
    assert answer.mimetype == "text/html"


def test_an_unknown_page_is_a_page(operator):
    for path in ("/console/nothing", "/console/posts/post_1", "/console/posts/post_%00"):
        answer = operator.get(path)
        assert answer.status_code == 404
        assert answer.mimetype == "text/html"


def test_a_banner_says_that_tiktok_is_simulated(visitor):
    assert "TikTok is simulated here" in visitor.get("/console/sign-in").text


def test_a_console_that_travels_unencrypted_says_so(staged):
    from publisher.web import create_site

    stage = staged(environ={"PUBLISHER_PUBLIC_URL": "http://publish.example"})

    page = create_site(stage.publisher).test_client().get("/console/sign-in")

    assert "travels unencrypted" in page.text
    assert "Secure" not in page.headers["Set-Cookie"]  # the sign-in must work there too


def test_pages_are_whole_without_scripts_and_ask_nothing_of_others(operator, caller):
    caller.make_post()
    for path in ("/console", "/console/posts", "/console/connections", "/docs"):
        page = operator.get(path).text
        assert " style=" not in page
        assert "onclick" not in page
        assert re.findall(r'(?:src|href)="(https?:)?//', page) == []


def test_what_a_post_waits_for_is_said_in_the_times_of_the_page(operator, stage):
    at = stage.now() + timedelta(days=1)
    later = stage.post(when=At(at, at, "+00:00"))

    page = operator.get(f"/console/posts/{later}").text

    assert f"<dd>its slot at {at:%Y-%m-%d %H:%M:%S} UTC</dd>" in page


def test_a_post_whose_time_has_come_waits_for_a_worker_and_for_no_next_try(operator, stage):
    post = stage.post()

    assert "<dd>a worker to take it up</dd>" in operator.get(f"/console/posts/{post}").text
