"""Whatever is sent, the simulator answers in its own shape and never with a 5xx of its own."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATHS = (
    "post/publish/creator_info/query/",
    "post/publish/video/init/",
    "post/publish/inbox/video/init/",
    "post/publish/content/init/",
    "post/publish/status/fetch/",
    "post/publish/cancel/",
    "video/list/?fields=id",
    "video/query/?fields=id",
)
FIELDS = (
    "post_info", "source_info", "title", "privacy_level", "source", "video_size", "chunk_size",
    "total_chunk_count", "video_url", "photo_images", "photo_cover_index", "media_type",
    "post_mode", "is_aigc", "publish_id", "filters", "video_ids", "cursor", "max_count",
)  # fmt: skip
WORDS = (
    "FILE_UPLOAD", "PULL_FROM_URL", "PHOTO", "DIRECT_POST", "SELF_ONLY", "https://cdn.example/a",
    "[sim:error=]", "[sim:error=a@99999]", "[sim:error=a@²]", "[sim:status-error=@x]",
    "[sim:slow=1e9d]", "[sim:fail=\x00]",
)  # fmt: skip
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
    ),
    max_leaves=20,
)
whole = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@whole
@given(path=st.sampled_from(PATHS), body=values)
def test_any_json_gets_an_envelope(anna, path, body):
    anna.world.configure(enforce_minutes=False, enforce_caps=False)
    answer = anna.call(path, body)

    assert answer.status_code < 500
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "log_id"}
    assert len(error["log_id"]) == 34


@whole
@given(form=st.dictionaries(
    st.sampled_from(["client_key", "client_secret", "code", "grant_type", "refresh_token",
                     "redirect_uri", "code_verifier"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["sim_client_key", "sim_client_secret", "authorization_code",
                       "refresh_token"]),
))  # fmt: skip
def test_any_form_gets_a_flat_answer(http, form):
    answer = http.post("/v2/oauth/token/", data=form)

    assert answer.status_code == 200
    assert isinstance(answer.json()["error"], str)


@whole
@given(
    header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    | st.from_regex(r"bytes -?[0-9]{1,20}-[0-9]{1,20}/([0-9]{1,20}|\*)", fullmatch=True),
    body=st.binary(max_size=64),
)
def test_any_range_gets_one_of_the_answers_of_the_upload_host(anna, header, body):
    anna.world.configure(enforce_minutes=False)
    address = anna.init_video(64).json()["data"]["upload_url"]
    sent = {"Content-Type": "video/mp4", "Content-Range": header}

    assert anna.http.put(address, content=body, headers=sent).status_code in {201, 400, 416}
