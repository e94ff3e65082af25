"""Noise, bombs, binary and other platforms' answers: a clear no, and nothing breaks."""

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.tiktok.translate import translate
from publisher.tiktok.translate.gathering import LONGEST_KEPT

MEGABYTE = 1_000_000

NOISE = {
    "letters": "x" * MEGABYTE,
    "binary": bytes(range(256)) * (MEGABYTE // 256),
    "nulls": b"\x00" * MEGABYTE,
    "brackets": "[" * MEGABYTE,
    "braces": "{" * MEGABYTE,
    "nested objects": '{"a":' * (MEGABYTE // 5),
    "closed nesting": "[" * 30_000 + "]" * 30_000,
    "quotes": '"' * MEGABYTE,
    "backslashes": '\\"' * (MEGABYTE // 2),
    "underscores": "a_" * (MEGABYTE // 2),
    "fields": "code=a_b " * (MEGABYTE // 9),
    "addresses": "https://upload" * (MEGABYTE // 14),
    "digits": "9" * MEGABYTE,
    "a number as json": '{"code": ' + "9" * 60_000 + "}",
    "entities": "&quot;&#" * (MEGABYTE // 8),
    "surrogates": "\ud800" * 1000,
    "empty": "",
    "blank": " \t\n ",
}

FOREIGN = [
    (
        '{"error":{"message":"Error validating access token","type":"OAuthException","code":190,'
        '"error_subcode":463,"fbtrace_id":"AbC"}}'
    ),
    (
        '{"error":{"code":403,"message":"quota","errors":[{"reason":"quotaExceeded"}],'
        '"status":"PERMISSION_DENIED"}}'
    ),
    '{"errors":[{"code":89,"message":"Invalid or expired token."}]}',
    '{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}',
    '{"serviceErrorCode":65600,"message":"Invalid access token","status":401}',
    (
        '{"error":{"message":"Rate limit reached","type":"tokens","param":null,'
        '"code":"rate_limit_exceeded"}}'
    ),
    '{"errcode":40001,"errmsg":"invalid credential"}',
    '{"code":1,"message":"Pinterest says no"}',
    "Traceback (most recent call last): ZeroDivisionError: division by zero",
    "the video duration was fine, and an internal error of our own came up",
    "<script>alert(1)</script>",
    "ECONNRESET",
    "SELECT * FROM posts; -- code",
]


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_not_a_tiktok_error(name):
    found = translate(NOISE[name])
    assert found.entry.key == "tiktok.not_recognised"
    assert found.reason.says == "This is not a TikTok error that I know."
    assert len(found.raw) <= LONGEST_KEPT


@pytest.mark.parametrize("name", NOISE)
def test_noise_costs_little_memory(name):
    tracemalloc.start()
    try:
        translate(NOISE[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20 * MEGABYTE


@pytest.mark.parametrize("text", FOREIGN)
def test_other_platforms_errors_are_not_taken_for_tiktoks(text):
    found = translate(text)
    assert found.entry.key == "tiktok.not_recognised"
    assert not found.known


def test_a_mapping_that_holds_itself_ends():
    loop: dict[str, object] = {"data": {}}
    loop["data"] = loop
    assert translate(loop).entry.key == "tiktok.not_recognised"


def test_a_wide_mapping_is_read_only_in_part():
    wide = {f"k{n}": {"x": n} for n in range(100_000)}
    assert translate(wide).entry.key == "tiktok.not_recognised"


def test_a_deep_mapping_ends():
    deep: dict[str, object] = {}
    for _ in range(50_000):
        deep = {"a": deep}
    assert translate(deep).entry.key == "tiktok.not_recognised"


def test_a_mapping_with_keys_and_values_that_are_no_json_is_read():
    odd = {1: object(), ("a",): b"x", "error": {"code": "spam_risk", "message": 5, "log_id": []}}
    assert translate(odd).entry.key == "tiktok.spam_risk"


def test_a_code_behind_nulls_and_a_byte_order_mark_is_found():
    assert translate("spam_risk".encode("utf-16")).entry.key == "tiktok.spam_risk"
    assert translate(b"\xef\xbb\xbfspam_risk\x00").entry.key == "tiktok.spam_risk"


def test_a_code_after_the_part_that_is_read_is_not_found_and_the_cut_is_told():
    found = translate(" " * MEGABYTE + "spam_risk")
    assert found.entry.key == "tiktok.not_recognised"
    assert found.cut


def test_strange_surfaces_steps_and_statuses_are_ignored():
    found = translate("spam_risk", surface="moon", step="dance", http=-4)
    assert found.entry.key == "tiktok.spam_risk"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.binary(max_size=400)))
def test_any_text_or_bytes_gives_an_answer(given_input):
    assert translate(given_input).entry.key.startswith("tiktok.")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "code", "data", "fail_reason", "event", "content", "status"])
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_any_json_gives_an_answer_whole_or_cut(value):
    text = json.dumps(value)
    for piece in (text, text[: len(text) // 2], json.dumps(text)):
        assert json.dumps(translate(piece).as_json())
    if isinstance(value, dict):
        assert json.dumps(translate(value).as_json())
