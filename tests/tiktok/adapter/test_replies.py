"""TikTok's envelopes in all the shapes that were documented or seen, and what is not one."""

import json

import pytest

from publisher.tiktok.line import Answer, Lost
from publisher.tiktok.replies import bare, envelope, flat


def answer(body, http=200, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(http, headers, content)


@pytest.mark.parametrize(
    ("body", "http", "ok", "code"),
    [
        (
            {"data": {"a": 1}, "error": {"code": "ok", "message": "", "log_id": "L"}},
            200,
            True,
            "ok",
        ),
        ({"error": {"code": "ok"}}, 200, True, "ok"),  # cancel: no data
        ({"data": None, "error": {"code": "ok"}}, 200, True, "ok"),
        ({"data": {}, "error": {"code": "ok"}}, 503, True, "ok"),  # the code decides
        ({"data": {}, "error": {"code": "spam_risk_too_many_posts"}}, 200, False, None),
        ({"error": {"code": "access_token_invalid", "logid": "L"}}, 401, False, None),
        ({"code": "access_token_invalid", "message": "m"}, 401, False, "access_token_invalid"),
        ({"error": "invalid_request", "error_description": "d"}, 400, False, "invalid_request"),
        ({"error": {"code": ""}}, 500, False, ""),
    ],
)
def test_an_envelope_is_read_by_its_code(body, http, ok, code):
    reply = envelope(answer(body, http))

    assert reply.readable
    assert reply.ok is ok
    assert reply.http == http
    if code is not None:
        assert reply.code == code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Please wait...</title>",
        b"[]",
        b"null",
        b'"ok"',
        b"{",
        b"{}",
        b'{"data": {}}',
        b'{"error": null}',
        b'{"error": []}',
        b'{"error": {}}',
        b'{"error": {"code": 0}}',
        b'{"error": {"code": ["ok"]}}',
        b'{"data": [], "error": {"code": "ok"}}',
        b'{"data": NaN, "error": {"code": "ok"}}',
        b"\xff\xfe\x00",
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b"9" * 5_000,
    ],
)
def test_what_is_no_envelope_is_unreadable_and_nothing_worse(body):
    reply = envelope(answer(body))

    assert not reply.readable
    assert not reply.ok


def test_an_answer_that_was_cut_is_unreadable_even_where_it_parses():
    cut = Answer(200, {}, b'{"error": {"code": "ok"}}', whole=False)

    assert not envelope(cut).readable


def test_a_lost_answer_keeps_how_it_was_lost():
    reply = envelope(Answer(lost=Lost.MAYBE, trouble="ReadTimeout"))

    assert (reply.lost, reply.message, reply.readable) == (Lost.MAYBE, "ReadTimeout", False)


def test_the_log_id_is_taken_from_the_header_when_the_body_has_none():
    reply = envelope(answer({"error": {"code": "ok"}}, **{"x-tt-logid": "2026"}))

    assert reply.log_id == "2026"


@pytest.mark.parametrize(
    "body",
    [
        {
            "data": {
                "publish_id": "p",
                "upload_url": "https://u.tiktokapis.com/?upload_token=SECRET",
            }
        },
        {"access_token": "act.SECRET", "refresh_token": "rft.SECRET", "open_id": "o"},
        {"error": {"code": "x", "message": "bad token act.SECRET!1.u1 given"}},
        {
            "error": {
                "code": "x",
                "message": "see https://u.tiktokapis.com/v?upload_token=SECRET now",
            }
        },
        {"error": {"code": "x", "message": "client_secret=SECRET"}},
        {"deep": [{"upload_url": "SECRET"}]},
        {"code": "abc*1!6431.u1SECRET"},
    ],
)
@pytest.mark.parametrize("read", [envelope, flat, bare])
def test_no_secret_is_kept(body, read):
    whole = read(answer(body))
    broken = read(answer(json.dumps(body).encode()[:-1]))

    for reply in (whole, broken):
        assert "SECRET" not in reply.raw
        assert "SECRET" not in reply.message
        assert "SECRET" not in repr(reply.raw_of("status"))


def test_what_is_nested_too_deep_is_not_shown():
    body = {"error": {"code": "x"}}
    for _ in range(20):
        body = {"in": body, "error": {"code": "x"}}

    assert len(envelope(answer(body)).raw) < 1_000


def test_an_error_code_is_kept_for_all_to_see():
    reply = envelope(answer({"error": {"code": "spam_risk", "message": "m"}}, 403))

    assert "spam_risk" in reply.raw


def test_what_no_database_takes_is_replaced():
    body = b'{"error": {"code": "a\\u0000b", "message": "\\ud800", "log_id": "\\u0000"}}'

    reply = envelope(answer(body, 400))

    for text in (reply.code, reply.message, reply.log_id, reply.raw):
        assert "\x00" not in text
        text.encode()


def test_everything_kept_has_a_length():
    huge = "x" * 300_000
    reply = envelope(answer({"error": {"code": huge, "message": huge, "log_id": huge}}, 400))

    assert max(map(len, (reply.code, reply.message, reply.log_id, reply.raw))) <= 2_000


@pytest.mark.parametrize(
    ("header", "offset"),
    [
        ("bytes 0-9999999/70000000", 9_999_999),
        ("bytes 0-10000000/70000000", 10_000_000),
        ("Bytes 0-0/5", 0),
        ("bytes 5-9/10", None),
        ("bytes */10", None),
        ("0-5/10", None),
        ("bytes 0-99999999999999999999/1", None),
        ("", None),
    ],
)
def test_an_upload_hosts_count_is_read_from_its_header(header, offset):
    assert bare(answer(b"", 416, **{"content-range": header})).offset == offset


@pytest.mark.parametrize(("header", "wait"), [("7", 7), ("0", 0), ("-1", None), ("soon", None)])
def test_how_long_to_wait_is_read_in_seconds(header, wait):
    body = {"error": {"code": "rate_limit_exceeded"}}

    assert envelope(answer(body, 429, **{"retry-after": header})).wait == wait
