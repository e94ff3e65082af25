"""Animated WebP as film: each picture as long as it should be seen, and nothing left behind."""

import io
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bench.media.corpus import children
from bench.media.films_animated import animation, blown_up, with_time
from media import (
    TIKTOK_PHOTO,
    TIKTOK_VIDEO,
    CancelledError,
    Encode,
    Kind,
    MediaError,
    Progress,
    Rendered,
    Tools,
    Verdict,
    cover,
    judge,
    preview,
    probe,
    render,
)
from media.animation import feeder as drawing
from media.animation import repeats
from media.errors import ToolFailedError, TooMuchToDrawError
from media.run import run
from media.sniff import sniff
from media.webp import read_animation
from tests.waiting import until

RED, GREEN = (200, 40, 40), (40, 160, 60)
BLUE_ON_WHITE, WHITE = (147, 157, 227), (255, 255, 255)
NEAR = 6
Ready = Callable[[str], Path]


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=60),
    st.sampled_from([Fraction(24), Fraction(30), Fraction(30_000, 1001), Fraction(60)]),
)
def test_no_picture_begins_more_than_half_a_shown_one_away_from_its_time(
    lasting: list[int], rate: Fraction
) -> None:
    begins = accumulate(repeats(lasting, rate))
    wanted = accumulate(lasting)

    assert all(
        abs(Fraction(number) / rate - Fraction(ms, 1000)) <= Fraction(1, 2) / rate
        for number, ms in zip(begins, wanted, strict=True)
    )


def _render(
    verdict: Verdict,
    path: Path,
    tools: Tools,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Rendered:
    """What was judged, made into a folder beside it."""
    assert verdict.facts
    return render(
        verdict.plan,
        verdict.facts,
        path,
        path.parent / "out",
        tools,
        TIKTOK_VIDEO,
        on_progress=on_progress,
        cancel=cancel,
    )


def _seen(path: Path, tools: Tools, seconds: float) -> tuple[int, ...]:
    argv = [tools.ffmpeg, "-v", "error", "-ss", str(seconds), "-i", str(path)]
    argv += ["-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"]
    drawn = subprocess.run(argv, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    with Image.open(io.BytesIO(drawn.stdout)) as image:
        return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def _near(seen: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(seen, wanted, strict=True))


def test_every_picture_is_seen_as_long_as_it_should_be_and_laid_on_white(
    tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(animation("WEBP", (500, 2000, 100, 1000), alpha=True, lossless=True))
    verdict = judge(path, TIKTOK_VIDEO, tools)

    made = _render(verdict, path, tools)

    times = {0.45: RED, 0.55: GREEN, 2.45: GREEN, 2.55: BLUE_ON_WHITE, 2.65: WHITE, 3.5: WHITE}
    for seconds, colour in times.items():
        assert _near(_seen(Path(made.path), tools, seconds), colour), seconds
    assert made.facts.seconds == pytest.approx(3.6, abs=0.02)


def test_what_claims_to_last_no_time_lasts_as_long_as_in_a_browser() -> None:
    whole = with_time(0, 2)

    assert read_animation(io.BytesIO(whole), len(whole)).lasting == (400, 400, 100, 400, 400)


def test_an_animation_may_be_taken_for_either_kind_and_a_still_webp_may_not() -> None:
    moving = sniff(animation("WEBP", (100, 100))[:4096])

    assert moving.may_be_either
    assert moving.kind is Kind.FILM
    assert not sniff(b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0").may_be_either


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_of_one_picture_is_a_picture_unless_a_film_was_asked_for(
    kind: str, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "one"
    if kind == "GIF":
        Image.new("RGB", (400, 400), RED).save(path, kind)
    else:
        path.write_bytes(blown_up(400, 1))

    assert probe(path, tools).kind is Kind.PICTURE
    assert probe(path, tools, kind_hint=Kind.FILM).kind is Kind.FILM


def test_as_a_photo_its_first_picture_is_taken_and_said_so(tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(animation("WEBP", (500, 500)))

    verdict = judge(path, TIKTOK_PHOTO, tools)

    assert {one.code for one in verdict.findings} == {"picture_format", "animated"}
    assert isinstance(verdict.plan, Encode)


def test_drawing_it_is_dearer_than_decoding_a_film_of_the_same_size(
    tools: Tools, tmp_path: Path
) -> None:
    costs = []
    for kind in ("WEBP", "GIF"):
        path = tmp_path / kind
        path.write_bytes(animation(kind, (500,) * 4, size=(1080, 1920)))
        costs.append(judge(path, TIKTOK_VIDEO, tools).plan.cost.cpu_seconds)

    assert costs[0] > costs[1]


def test_its_cover_is_the_picture_seen_at_that_time(tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(animation("WEBP", (500, 2000), lossless=True))
    facts = probe(path, tools)

    for out, colour in (
        (cover(path, facts, 400, tmp_path / "a.jpg", tools), RED),
        (cover(path, facts, 600, tmp_path / "b.jpg", tools), GREEN),
        (preview(path, facts, tmp_path / "c.jpg", tools), GREEN),
    ):
        with Image.open(out) as image:
            assert _near(image.getpixel((9, 9)), colour)


@pytest.mark.parametrize(("side", "pictures"), [(16, 18_001), (6_100, 2), (4_000, 626)])
def test_what_would_keep_the_machine_busy_for_long_is_refused_before_a_pixel_is_drawn(
    side: int, pictures: int, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.webp"
    path.write_bytes(blown_up(side, pictures))

    with pytest.raises(TooMuchToDrawError) as caught:
        probe(path, tools)

    assert "MP4" in caught.value.way_out


class _Interfering:
    """Does something in the middle of a render, once."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act
        self.done = False

    def __call__(self, _progress: Progress) -> None:
        if not self.done:
            self.done = True
            self.act()


def _long(tmp_path: Path) -> Path:
    path = tmp_path / "long.webp"
    path.write_bytes(animation("WEBP", (2000,) * 100))
    return path


def _child_named(part: str) -> int:
    for entry in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if part in Path(f"/proc/{entry}/cmdline").read_text():
            return int(entry)
    raise AssertionError(f"no child {part}")


@pytest.mark.parametrize("victim", ["children/animation.py", "out.mp4"])
def test_a_killed_half_of_the_pair_is_an_error_and_takes_the_other_along(
    victim: str, tools: Tools, tmp_path: Path
) -> None:
    path, before = _long(tmp_path), children()
    verdict = judge(path, TIKTOK_VIDEO, tools)
    killing = _Interfering(lambda: os.kill(_child_named(victim), signal.SIGKILL))

    with pytest.raises(MediaError):
        _render(verdict, path, tools, on_progress=killing)

    assert killing.done
    assert children() == before
    assert not list((tmp_path / "out").iterdir())


def test_stopping_it_leaves_neither_process_nor_file(tools: Tools, tmp_path: Path) -> None:
    path, before, stop = _long(tmp_path), children(), threading.Event()
    verdict = judge(path, TIKTOK_VIDEO, tools)

    with pytest.raises(CancelledError):
        _render(verdict, path, tools, on_progress=_Interfering(stop.set), cancel=stop)

    until(lambda: children() == before, "both processes to be gone")
    assert not list((tmp_path / "out").iterdir())


def test_a_file_that_changes_between_measuring_and_drawing_is_not_half_drawn(
    tmp_path: Path,
) -> None:
    path = tmp_path / "moving.webp"
    path.write_bytes(animation("WEBP", (500, 500, 500)))
    feeder = drawing(path, Fraction(30))
    path.write_bytes(animation("WEBP", (500, 500)))

    with pytest.raises(ToolFailedError) as caught:
        run(feeder.argv, feeder.limits, feed=feeder.question)

    assert "chunks" in caught.value.said
