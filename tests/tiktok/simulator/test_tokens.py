"""The token endpoint: flat answers, hex PKCE, single use, rotation, lifetimes, revocation."""

import pytest

BASE64URL = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # of the RFC 7636 verifier


@pytest.fixture
def code(caller):
    return caller.returned(caller.ask_consent())["code"]


def test_a_code_holds_signs_that_must_be_decoded_once(code):
    assert "*" in code
    assert "!" in code


def test_the_answer_is_flat_and_names_both_lifetimes(caller, code):
    answer = caller.exchange(code).json()

    assert set(answer) == {
        "open_id", "scope", "access_token", "expires_in", "refresh_token", "refresh_expires_in",
        "token_type",
    }  # fmt: skip
    assert (answer["expires_in"], answer["refresh_expires_in"]) == (7200, 180 * 86400)
    assert answer["access_token"].startswith("act.")
    assert answer["refresh_token"].startswith("rft.")
    assert answer["open_id"].startswith("-000")


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"code_verifier": "x" * 43}, "invalid_request", "Code verifier or code challenge"),
        ({"code_verifier": None}, "invalid_request", "Code verifier or code challenge"),
        ({"redirect_uri": "https://elsewhere.example/"}, "invalid_request", "Redirect_uri is not"),
        ({"redirect_uri": None}, "invalid_request", "Redirect_uri is not"),
        ({"code": "made-up"}, "invalid_grant", "Authorization code is invalid"),
        ({"client_secret": "wrong"}, "invalid_client", "secret"),
        ({"client_secret": None}, "invalid_request", "Client secret is missed in request."),
        ({"client_key": "nobody"}, "invalid_client", "Client key"),
        ({"grant_type": "password"}, "unsupported_grant_type", "not supported"),
    ],
)
def test_a_wrong_exchange_is_refused_with_http_200_and_a_string(caller, code, change, error, says):
    answer = caller.exchange(code, **change)

    assert answer.status_code == 200
    assert answer.json()["error"] == error
    assert says in answer.json()["error_description"]
    assert "access_token" not in answer.json()


def test_the_same_refusals_come_as_4xx_when_switched(caller, code):
    caller.world.configure(oauth_error_http=0)

    assert caller.exchange(code, client_secret="wrong").status_code == 401
    assert caller.exchange("made-up").status_code == 400


def test_a_base64url_challenge_passes_the_page_and_fails_at_the_token_call(caller):
    code = caller.returned(caller.ask_consent(code_challenge=BASE64URL))["code"]

    assert caller.exchange(code).json()["error"] == "invalid_request"


def test_a_code_works_once_and_not_for_ever(caller, code):
    assert "access_token" in caller.exchange(code).json()
    assert caller.exchange(code).json()["error"] == "invalid_grant"

    late = caller.returned(caller.ask_consent())["code"]
    caller.later(600)
    assert caller.exchange(late).json()["error"] == "invalid_grant"


def test_a_code_belongs_to_its_client(caller, code):
    answer = caller.exchange(
        code, client_key="sim_unaudited_key", client_secret="sim_unaudited_secret"
    )

    assert answer.json()["error"] == "invalid_grant"


def test_json_is_not_accepted(caller, code):
    body = {"client_key": caller.key, "client_secret": caller.secret, "code": code}

    assert caller.http.post("/v2/oauth/token/", json=body).json()["error"] == "invalid_request"


def test_a_refresh_turns_the_token_and_the_old_one_is_dead(anna):
    old = dict(anna.pair)
    new = anna.refresh().json()

    assert new["refresh_token"] != old["refresh_token"]
    assert anna.refresh().json()["error"] == "invalid_grant"
    assert new["open_id"] == old["open_id"]
    # the access token lives on to its own end
    assert anna.call("post/publish/creator_info/query/").status_code == 200


def test_without_rotation_the_same_refresh_token_comes_back_and_ages(anna):
    anna.world.configure(rotate_refresh=False)
    anna.later(86400)

    again = anna.refresh().json()
    assert again["refresh_token"] == anna.pair["refresh_token"]
    assert again["refresh_expires_in"] == 179 * 86400


@pytest.mark.parametrize(
    ("access", "refresh"), [(7200, 180 * 86400), (86400, 365 * 86400), (60, 600)]
)
def test_lifetimes_are_what_is_switched_on(caller, access, refresh):
    caller.world.configure(access_seconds=access, refresh_seconds=refresh)
    caller.connect()
    assert caller.pair["expires_in"] == access

    caller.later(access - 1)
    assert caller.call("post/publish/creator_info/query/").status_code == 200
    caller.later(1)
    assert caller.call("post/publish/creator_info/query/").status_code == 401
    caller.later(refresh)
    assert caller.refresh().json()["error"] == "invalid_grant"


def test_a_lost_refresh_answer_leaves_the_old_token_dead(anna, http):
    import httpx

    http.post("/_sim/faults", json={"endpoint": "token", "kind": "lost"})
    with pytest.raises(httpx.RemoteProtocolError):
        anna.refresh()

    assert anna.refresh().json()["error"] == "invalid_grant"


def test_a_client_token_is_of_no_use_for_posting(caller):
    answer = caller.ask_token(grant_type="client_credentials").json()
    caller.token = answer["access_token"]

    assert answer["access_token"].startswith("clt.")
    assert caller.call("post/publish/creator_info/query/").status_code == 401


def test_revoke_answers_with_nothing_and_ends_every_token(anna):
    form = {"client_key": anna.key, "client_secret": anna.secret, "token": anna.token}
    answer = anna.http.post("/v2/oauth/revoke/", data=form)

    assert (answer.status_code, answer.content) == (200, b"")
    assert anna.call("post/publish/creator_info/query/").status_code == 401
    assert anna.refresh().json()["error"] == "invalid_grant"
    assert anna.http.post("/v2/oauth/revoke/", data=form).json()["error"] == "invalid_request"


def test_a_huge_form_is_malformed(caller):
    assert caller.ask_token(code="x" * 1_000_000).json()["error"] == "invalid_request"
    answer = caller.http.post("/v2/user/info/", data={"a": "x" * 1_000_000})
    assert answer.status_code == 405
