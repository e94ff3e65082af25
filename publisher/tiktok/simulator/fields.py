"""The fields of the three init calls, checked one by one: types, lengths, enums, chunk plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from publisher.tiktok.simulator.envelope import Refusal, wrong_params
from publisher.tiktok.simulator.inspection import LARGEST_VIDEO
from publisher.tiktok.simulator.pull import parsed
from publisher.tiktok.simulator.records import Mode
from publisher.tiktok.simulator.world import World

# Wordings measured against the live API [F]
POST_WRONG = "The request post info is empty or incorrect"
SOURCE_WRONG = "The request source info is empty or incorrect"
CHUNK_WRONG = "The chunk size is invalid"
COUNT_WRONG = "The total chunk count is invalid"
MODE_WRONG = "Invalid media_type or post_mode"

PRIVACY = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY")
# UTF-16 code units: "Direct Post", "Photo" [D]
VIDEO_TITLE, PHOTO_TITLE, PHOTO_DESCRIPTION = 2200, 90, 4000
PHOTOS = 35  # "Photo" [D]
# "Media Transfer Guide" [D]: 5 to 64 MB a chunk, the last to 128 MB, 1000 chunks at most.
# MB is 10^6 or 2^20, the pages use both: a plan passes only if both readings pass it [I].
CHUNK_LEAST, CHUNK_MOST, LAST_MOST, CHUNKS = 5 * 1024**2, 64_000_000, 128_000_000, 1000


@dataclass(frozen=True)
class Asked:
    """A well-formed init."""

    mode: Mode
    media: str
    source: str
    caption: str = ""
    privacy: str = ""
    size: int = 0
    chunk_size: int = 0
    chunk_count: int = 0
    urls: tuple[str, ...] = ()
    cover: int = 0


class Fields:
    """Reads one JSON object, refusing wrong types with the wording of its part."""

    def __init__(self, world: World, body: dict[str, Any], name: str, wording: str) -> None:
        found = body.get(name)
        self.world, self.wording = world, wording
        if not isinstance(found, dict):
            raise self.wrong()
        self.found: dict[str, Any] = found

    def wrong(self, wording: str = "") -> Refusal:
        """The refusal of this part."""
        return wrong_params(self.world, wording or self.wording)

    def text(self, name: str, units: int) -> str:
        """A string of at most so many UTF-16 code units; absent is empty."""
        value = self.found.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or utf16(value) > units:
            raise self.wrong()
        # half a surrogate pair is no text; it becomes the replacement sign, as in Go [I]
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def flags(self, *names: str) -> None:
        """Each of these is a boolean or absent."""
        for name in names:
            if not isinstance(self.found.get(name), (bool, type(None))):
                raise self.wrong()

    def number(self, name: str, wording: str = "") -> int:
        """A whole number from 0 up; true and 1.0 are none."""
        value = self.found.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
            raise self.wrong(wording)
        return value

    def privacy(self, *, live: bool) -> str:
        """The word as it was sent; whether this creator offers it is asked later, in `policy`.

        A missing or unknown word is a mismatch (403) in the pages [D] and was measured as 400 [F].
        """
        value = self.found.get("privacy_level")
        if not isinstance(value, (str, type(None))) or (live and value not in PRIVACY):
            raise self.wrong()
        # No code is documented for paid partnership seen by nobody; this is the best guess [I]
        if value == "SELF_ONLY" and self.found.get("brand_content_toggle") is True:
            raise self.wrong()
        return value or ""


def utf16(text: str) -> int:
    """Length as TikTok counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def video(world: World, body: dict[str, Any], mode: Mode) -> Asked:
    """Read `video/init` or `inbox/video/init`; the latter takes no `post_info`."""
    caption = privacy = ""
    if mode is Mode.DIRECT:
        post = Fields(world, body, "post_info", POST_WRONG)
        caption = post.text("title", VIDEO_TITLE)
        post.flags(
            "disable_duet", "disable_stitch", "disable_comment", "brand_content_toggle",
            "brand_organic_toggle", "is_aigc",
        )  # fmt: skip
        if type(post.found.get("video_cover_timestamp_ms")) not in {int, type(None)}:
            raise post.wrong()  # a whole number out of range means the first frame [D]
        privacy = post.privacy(live=world.behaviour.live_http)
    source = Fields(world, body, "source_info", SOURCE_WRONG)
    kind = source.found.get("source")
    if kind == "PULL_FROM_URL":
        urls = (_url(source, source.found.get("video_url")),)
        return Asked(mode, "VIDEO", kind, caption, privacy, urls=urls)
    if kind != "FILE_UPLOAD":
        raise source.wrong()
    size = source.number("video_size")
    chunk = source.number("chunk_size", CHUNK_WRONG)
    count = source.number("total_chunk_count", COUNT_WRONG)
    if not 0 < size <= LARGEST_VIDEO:
        raise source.wrong()
    wrong = chunk_plan_fault(size, chunk, count)
    if wrong:
        raise source.wrong(wrong)
    return Asked(mode, "VIDEO", kind, caption, privacy, size, chunk, count)


def chunk_plan_fault(size: int, chunk: int, count: int) -> str:
    """What is wrong with a chunk plan, in TikTok's words, or ''."""
    if count == 1:
        # one chunk is the whole file; enforced since August 2026 [F]
        return "" if chunk == size and size <= CHUNK_MOST else CHUNK_WRONG
    if not CHUNK_LEAST <= chunk <= CHUNK_MOST:
        return CHUNK_WRONG
    if not 1 < count <= CHUNKS or count != size // chunk:  # floor; the rest joins the last [D]
        return COUNT_WRONG
    return "" if size - chunk * (count - 1) <= LAST_MOST else CHUNK_WRONG


def photo(world: World, body: dict[str, Any]) -> Asked:
    """Read `content/init`: 1 to 35 pictures by address."""
    modes = {mode.value: mode for mode in Mode}
    word = body.get("post_mode")
    if body.get("media_type") != "PHOTO" or not isinstance(word, str) or word not in modes:
        raise wrong_params(world, MODE_WRONG)
    mode = modes[word]
    post = Fields(world, body, "post_info", POST_WRONG)
    title = post.text("title", PHOTO_TITLE)
    description = post.text("description", PHOTO_DESCRIPTION)
    post.flags(
        "disable_comment", "auto_add_music", "brand_content_toggle", "brand_organic_toggle",
        "is_aigc",
    )  # fmt: skip
    if not isinstance(body.get("is_aigc"), (bool, type(None))):
        raise post.wrong()
    privacy = post.privacy(live=world.behaviour.live_http) if mode is Mode.DIRECT else ""
    source = Fields(world, body, "source_info", SOURCE_WRONG)
    images = source.found.get("photo_images")
    if source.found.get("source") != "PULL_FROM_URL" or not isinstance(images, list):
        raise source.wrong()
    cover = source.number("photo_cover_index")
    if not 1 <= len(images) <= PHOTOS or cover >= len(images):
        raise source.wrong()
    urls = tuple(_url(source, url) for url in images)
    caption = f"{title}\n{description}" if title and description else title or description
    return Asked(mode, "PHOTO", "PULL_FROM_URL", caption, privacy, urls=urls, cover=cover)


def _url(source: Fields, value: object) -> str:
    if not isinstance(value, str) or parsed(value) is None:
        raise source.wrong()
    return value
