"""The authorise page: what it refuses, what it shows, what it sends back."""

import re

import pytest

LOOPBACK = "http://127.0.0.1:5123/connect/tiktok/callback"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"client_key": "nobody"}, "client_key"),
        ({"redirect_uri": "https://publisher.example/connect/tiktok/callback/"}, "redirect_uri"),
        ({"redirect_uri": "https://publisher.example/connect/tiktok/callback?x=1"}, "redirect_uri"),
        ({"redirect_uri": "https://Publisher.example/connect/tiktok/callback"}, "redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:x/connect/tiktok/callback"}, "redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1/connect/tiktok/callback"}, "redirect_uri"),
        ({"response_type": "token"}, "response_type"),
        ({"scopes": "user.info.basic video.publish"}, "scope"),
        ({"scopes": "user.info.basic,video.destroy"}, "scope"),
        ({"state": ""}, "state"),
        ({"code_challenge": "short"}, "code_challenge"),
        ({"code_challenge_method": "plain"}, "code_challenge"),
        ({"redirect_uri": LOOPBACK, "code_challenge": ""}, "code_challenge"),
    ],
)
def test_a_misconfigured_request_gets_a_page_and_never_a_redirect(caller, change, named):
    answer = caller.ask_consent(**change)

    assert answer.status_code == 400
    assert f"error_type={named}" in answer.text.replace("&amp;", "&")
    assert "location" not in answer.headers


def test_any_port_of_a_loopback_address_is_registered(caller):
    assert caller.returned(caller.ask_consent(redirect_uri=LOOPBACK))["state"] == "s1"


def test_a_web_client_may_leave_pkce_out(caller):
    code = caller.returned(caller.ask_consent(code_challenge=""))["code"]

    assert caller.exchange(code, code_verifier=None).json()["access_token"].startswith("act.")


def test_the_page_offers_every_creator_and_every_scope_and_escapes_what_it_shows(caller):
    page = caller.http.get(
        "/v2/auth/authorize/",
        params={
            "client_key": "sim_client_key",
            "response_type": "code",
            "scope": "user.info.basic,video.publish",
            "redirect_uri": LOOPBACK,
            "state": '"><script>alert(1)</script>',
            "code_challenge": "a" * 64,
        },
    ).text

    offered = re.findall(r'name="creator" value="(\w+)"', page)
    assert offered == [creator.handle for creator in caller.world.creators.all()]
    assert re.findall(r'name="grant" value="([\w.]+)"', page) == [
        "user.info.basic",
        "video.publish",
    ]
    assert "<script>" not in page


def test_deny_goes_back_with_the_state_and_no_code(caller):
    answer = caller.returned(caller.ask_consent(decision="deny"))

    assert (answer["error"], answer["state"]) == ("access_denied", "s1")
    assert "code" not in answer


def test_unticked_scopes_are_not_granted_and_basic_ones_cannot_be_unticked(caller):
    answer = caller.returned(caller.ask_consent(grant=["video.upload"]))

    assert answer["scopes"] == "user.info.basic,video.upload"
    assert caller.exchange(answer["code"]).json()["scope"] == "user.info.basic,video.upload"


def test_an_ordered_oauth_error_goes_back_to_the_client(caller):
    order = {"endpoint": "authorize", "kind": "code", "code": "temporarily_unavailable"}
    caller.http.post("/_sim/faults", json=order)

    assert caller.returned(caller.ask_consent())["error"] == "temporarily_unavailable"


def test_a_creator_who_allowed_all_this_before_is_not_asked_again(anna):
    code = anna.returned(anna.ask_consent())["code"]
    anna.exchange(code)
    again = anna.http.get(
        "/v2/auth/authorize/",
        params={
            "client_key": "sim_client_key",
            "response_type": "code",
            "scope": "user.info.basic",
            "redirect_uri": LOOPBACK,
            "state": "s2",
            "code_challenge": "a" * 64,
            "disable_auto_auth": "0",
        },
    )

    assert anna.returned(again)["state"] == "s2"
