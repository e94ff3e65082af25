from fractions import Fraction
from pathlib import Path

import pytest

from media import ffprobe, measure
from media.raw import MOST_PACKETS, RawFilm, RawStream

PICTURE = RawStream(0, 0, "video", "h264", width=1080, height=1920, time_base="1/1000")
SOUND = RawStream(1, 1, "audio", "aac", channels=2, time_base="1/1000")


def screen(packets: int, seconds: float) -> RawFilm:
    """Pictures and sounds in turn, each lasting 20 ms, of a film that says how long it is."""
    times = ((number % 2, number // 2 * 20, 20) for number in range(packets))
    return RawFilm(seconds, (PICTURE, SOUND), (), 0, tuple(times))


@pytest.mark.parametrize(
    ("packets", "said", "seconds"),
    [
        (1000, 600.0, 10.0),  # all were read: what they say counts
        (1000, 0.0, 10.0),
        (MOST_PACKETS, 900.0, 900.0),  # there are more of them: the film may be longer
        (MOST_PACKETS, 0.0, 800.0),  # a browser's recording says nothing
    ],
)
def test_a_film_is_as_long_as_its_packets_if_all_of_them_were_read(
    packets: int, said: float, seconds: float
) -> None:
    facts = measure.film("matroska", 1, None, screen(packets, said), "nobody")

    assert facts.seconds == pytest.approx(seconds)
    assert facts.sound is not None
    assert facts.sound.seconds == pytest.approx(seconds)
    assert facts.video is not None
    assert facts.video.cadence.rate == Fraction(50)


def test_ffprobe_is_asked_for_no_more_packets_than_are_wanted(tmp_path: Path) -> None:
    program, asked = tmp_path / "ffprobe", tmp_path / "asked"
    script = f'#!/bin/sh\necho "$@" >> {asked}\n'
    script += "case \"$*\" in *packet=*) echo 0,40,,20;; *) echo '{}';; esac\n"
    program.write_text(script)
    program.chmod(0o755)

    told = ffprobe.ask(str(program), tmp_path / "film.mkv", "matroska", 80)

    assert told.packets == ((0, 40, 20),)
    _, second = asked.read_text().splitlines()
    assert "-read_intervals %+#80 " in second
