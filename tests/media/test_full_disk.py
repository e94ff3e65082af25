"""A disk that fills up while a rendition is written: real ffmpeg, real file system."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from media import TIKTOK_VIDEO, OutOfRoomError, Tools, judge, render
from tests.small_disk import SmallDisk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path / "disk", 8)
    yield made
    made.close()


@pytest.mark.parametrize("leaving", [0, 30_000, 200_000])
@pytest.mark.parametrize("name", ["29_slow_motion_120.mp4", "09_h264_aac.mkv", "22_pcm.mov"])
def test_a_film_that_meets_its_end_is_out_of_room_and_nothing_of_it_stays(
    name: str, leaving: int, film: Callable[[str], Path], tools: Tools, disk: SmallDisk
) -> None:
    path, folder = film(name), disk.path / "out"
    verdict = judge(path, TIKTOK_VIDEO, tools)
    assert verdict.facts
    disk.fill(leaving)

    with pytest.raises(OutOfRoomError):
        render(verdict.plan, verdict.facts, path, folder, tools, TIKTOK_VIDEO)

    assert list(folder.iterdir()) == []
    disk.free()
    made = render(verdict.plan, verdict.facts, path, folder, tools, TIKTOK_VIDEO)
    assert Path(made.path).exists()
