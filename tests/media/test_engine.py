"""Real films through the whole engine: a sample of the corpus that covers every kind of Plan."""

import hashlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from bench.media import corpus, photos
from bench.media.corpus import Tally, children
from bench.media.films import FILMS
from media import (
    TIKTOK_VIDEO,
    CancelledError,
    Encode,
    Facts,
    Keep,
    Kind,
    Limits,
    MediaError,
    NotVouchedError,
    OutOfRoomError,
    OutOfTimeError,
    Progress,
    RefusedError,
    Rendered,
    SourceChangedError,
    ToolKilledError,
    ToolMissingError,
    Tools,
    TooMuchOutputError,
    Verdict,
    WarmPyav,
    Wholeness,
    cover,
    draw_welcome,
    find_tools,
    judge,
    preview,
    probe,
    render,
    sweep,
)
from media.__main__ import main
from media.errors import CorruptError, NoFileError
from tests.waiting import until

Ready = Callable[[str], Path]
SAMPLE = (
    "01_clean.mp4",
    "12_gps_udta.mp4",
    "14_fragmented.mp4",
    "16_edit_list_trim.mp4",
    "18_cover_art.mp4",
    "22_pcm.mov",
    "27_audio_tail.mp4",
    "28_vfr_30_60.mp4",
    "32_fps_60_02.mp4",
    "40_anamorphic.mp4",
    "41_interlaced.mp4",
    "51_anim.gif",
    "52_anim.webp",
    "56_one_frame.mp4",
    "58_cut_no_moov.mp4",
    "59_cut_faststart.mp4",
    "60_bit_flips.mp4",
    "62_hls_file.mp4",
    "67_polyglot_zip.mp4",
    "69_table_count_bomb.mp4",
    "71_external_reference.mp4",
    "76_apac_second_audio.mp4",
    "77_dolby_vision_84.mov",
    "78_hls_neighbour.mp4",
)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_film_gets_its_verdict_and_comes_out_as_promised(
    name: str, film: Ready, tools: Tools, tmp_path: Path
) -> None:
    before = children()
    wanted = next(one for one in FILMS if one.name == name)
    tally = Tally()

    corpus._film(film(name), wanted, tmp_path, tools, tally)

    assert not tally.escaped
    assert children() == before


@pytest.mark.parametrize("wanted", photos.PHOTOS, ids=lambda one: one.name)
def test_a_photo_gets_its_verdict_and_comes_out_as_promised(
    wanted: photos.Photo, photo: Ready, tools: Tools, tmp_path: Path
) -> None:
    corpus._photo(photo(wanted.name), wanted, tmp_path, tools, Tally())


@pytest.mark.parametrize("name", SAMPLE)
def test_both_probers_give_the_same_verdict_and_plan(name: str, film: Ready) -> None:
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if not (ffmpeg and ffprobe):
        pytest.skip("no ffprobe on this machine; only PyAV can be asked")
    tools = find_tools(ffmpeg, ffprobe)
    path, depth = film(name), Wholeness.STRUCTURE

    with WarmPyav() as warm:
        by_pyav = judge(path, TIKTOK_VIDEO, tools, wholeness=depth, prober=warm.ask)
    by_ffprobe = judge(path, TIKTOK_VIDEO, tools, wholeness=depth)

    assert by_ffprobe.findings == by_pyav.findings
    assert by_ffprobe.plan == by_pyav.plan


def test_a_warm_prober_answers_like_a_cold_one_and_leaves_nothing(
    film: Ready, tools: Tools
) -> None:
    before = children()
    names = ("01_clean.mp4", "14_fragmented.mp4", "57_empty.mp4", "60_bit_flips.mp4")
    with WarmPyav() as warm:
        for name in names:
            hot = judge(film(name), TIKTOK_VIDEO, tools, prober=warm.ask)
            assert hot == judge(film(name), TIKTOK_VIDEO, tools)

    assert children() == before


def test_a_warm_prober_survives_its_own_death(film: Ready, tools: Tools) -> None:
    path = film("01_clean.mp4")
    with WarmPyav() as warm:
        before = probe(path, tools, prober=warm.ask)
        assert warm._child
        warm._child.kill()
        warm._child.wait()

        assert probe(path, tools, prober=warm.ask) == before


def test_a_verdict_survives_being_stored(film: Ready, tools: Tools) -> None:
    for name in ("01_clean.mp4", "41_interlaced.mp4", "57_empty.mp4"):
        verdict = judge(film(name), TIKTOK_VIDEO, tools)

        assert Verdict.from_json(verdict.to_json()) == verdict


def encode(film: Ready, tools: Tools, to: Path, **how: Any) -> Rendered:
    path = film("29_slow_motion_120.mp4")
    verdict = judge(path, TIKTOK_VIDEO, tools)
    assert isinstance(verdict.plan, Encode)
    assert verdict.facts
    return render(verdict.plan, verdict.facts, path, to, tools, TIKTOK_VIDEO, **how)


def test_progress_rises_and_ends(film: Ready, tools: Tools, tmp_path: Path) -> None:
    seen: list[Progress] = []

    made = encode(film, tools, tmp_path, on_progress=seen.append, threads=1)

    fractions = [one.fraction for one in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert made.sha256 == hashlib.sha256(Path(made.path).read_bytes()).hexdigest()
    assert Rendered.from_json(made.to_json()) == made
    assert [one.name for one in tmp_path.iterdir()] == ["rendition.mp4"]


def test_a_plan_that_wants_more_room_than_there_is_does_not_begin(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    with pytest.raises(OutOfRoomError, match="are to be written, and 1,000 may be"):
        encode(film, tools, tmp_path, room=1000)
    assert list(tmp_path.iterdir()) == []


def test_room_that_runs_out_in_the_middle_leaves_nothing_half_written(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = film("29_slow_motion_120.mp4")
    verdict = judge(path, TIKTOK_VIDEO, tools)
    assert isinstance(verdict.plan, Encode)
    assert verdict.facts
    modest = replace(verdict.plan, cost=replace(verdict.plan.cost, output_bytes=0))

    with pytest.raises(OutOfRoomError, match="at the floor that stays free"):
        render(modest, verdict.facts, path, tmp_path, tools, TIKTOK_VIDEO, room=50_000)
    assert list(tmp_path.iterdir()) == []


def test_what_fits_is_kept_without_a_byte_being_written(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = film("01_clean.mp4")
    verdict = judge(path, TIKTOK_VIDEO, tools)
    assert isinstance(verdict.plan, Keep)
    assert verdict.facts

    made = render(verdict.plan, verdict.facts, path, tmp_path, tools, TIKTOK_VIDEO)

    assert Path(made.path).read_bytes() == path.read_bytes()
    assert made.words == ()


def test_a_damaged_film_is_not_kept_because_nobody_looked(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = film("60_bit_flips.mp4")
    hasty = judge(path, TIKTOK_VIDEO, tools, wholeness=Wholeness.STRUCTURE)
    assert isinstance(hasty.plan, Keep)
    assert hasty.facts

    with pytest.raises(NotVouchedError, match="no errors"):
        render(hasty.plan, hasty.facts, path, tmp_path, tools, TIKTOK_VIDEO)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.7])
def test_a_cancelled_render_leaves_nothing(
    seconds: float, film: Ready, tools: Tools, tmp_path: Path, cancel: threading.Event
) -> None:
    before = children()
    timer = threading.Timer(seconds, cancel.set)
    timer.start()

    with pytest.raises(CancelledError):
        encode(film, tools, tmp_path, cancel=cancel)

    timer.join()
    assert list(tmp_path.iterdir()) == []
    assert children() == before


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(seconds=0.2), OutOfTimeError),
        (Limits(output_bytes=100_000), TooMuchOutputError),
        (Limits(cpu_seconds=0), OutOfTimeError),
    ],
)
def test_a_limit_ends_the_work_and_leaves_nothing(
    limits: Limits, error: type[MediaError], film: Ready, tools: Tools, tmp_path: Path
) -> None:
    with pytest.raises(error):
        encode(film, tools, tmp_path, limits=limits)

    assert list(tmp_path.iterdir()) == []


def pretender(folder: Path, script: str, tools: Tools) -> Tools:
    """A program in ffmpeg's place that behaves as badly as the script says."""
    path = folder / "pretender"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return replace(tools, ffmpeg=str(path))


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("head -c 5000 source > out.mp4; kill -9 $$", ToolKilledError),
        ("head -c 5000 source > out.mp4; exit 0", NotVouchedError),
        ("cat source > out.mp4; exit 0", NotVouchedError),
        ("exit 0", NotVouchedError),
        ("echo 'No space left on device' >&2; exit 1", OutOfRoomError),
        ("exit 127", ToolMissingError),
    ],
)
def test_nothing_half_made_is_taken_for_a_rendition(
    script: str,
    error: type[MediaError],
    film: Ready,
    tools: Tools,
    tmp_path: Path,
) -> None:
    path = film("29_slow_motion_120.mp4")
    verdict = judge(path, TIKTOK_VIDEO, tools)
    assert verdict.facts
    bad = pretender(tmp_path, script, tools)
    out = tmp_path / "out"
    out.mkdir()

    with pytest.raises(error) as caught:
        render(verdict.plan, verdict.facts, path, out, bad, TIKTOK_VIDEO)

    assert caught.value.way_out
    assert list(out.iterdir()) == []


def test_a_file_that_changes_while_it_is_read_is_not_believed(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "growing.mp4"
    shutil.copy(film("01_clean.mp4"), path)

    def while_probing(*asked: Any) -> Any:
        with path.open("ab") as file:
            file.write(b"more")
        with WarmPyav() as warm:
            return warm.ask(*asked)

    with pytest.raises(SourceChangedError):
        probe(path, tools, prober=while_probing)


def test_a_file_that_changed_since_it_was_measured_is_not_rendered(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    shutil.copy(film("01_clean.mp4"), path)
    verdict = judge(path, TIKTOK_VIDEO, tools)
    path.write_bytes(path.read_bytes()[:-1])
    assert verdict.facts

    with pytest.raises(SourceChangedError):
        render(verdict.plan, verdict.facts, path, tmp_path, tools, TIKTOK_VIDEO)


def test_a_rejected_file_is_not_rendered(film: Ready, tools: Tools, tmp_path: Path) -> None:
    verdict = judge(film("56_one_frame.mp4"), TIKTOK_VIDEO, tools)
    assert verdict.facts

    with pytest.raises(RefusedError, match="Send a longer film"):
        render(verdict.plan, verdict.facts, film("56_one_frame.mp4"), tmp_path, tools, TIKTOK_VIDEO)


def test_a_missing_part_is_named_before_the_work_begins(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    poor = replace(tools, missing=("zscale", "libx264"))

    with pytest.raises(ToolMissingError, match="libx264"):
        encode(film, poor, tmp_path)
    assert not poor.maps_tones
    assert poor.fitted(TIKTOK_VIDEO).hdr.value == "keep"
    assert tools.fitted(TIKTOK_VIDEO) == TIKTOK_VIDEO


def test_a_name_is_not_a_file(tools: Tools, tmp_path: Path) -> None:
    for path, says in ((tmp_path, "is a folder"), (tmp_path / "nothing", "there is no file")):
        with pytest.raises(NoFileError, match=says):
            probe(path, tools)


def test_what_a_crash_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "a" / ".rendering-x").mkdir(parents=True)
    (tmp_path / "a" / ".rendering-y").touch()
    (tmp_path / "a" / "rendition.mp4").touch()

    assert sweep(tmp_path) == 2
    assert [one.name for one in tmp_path.rglob("*")] == ["a", "rendition.mp4"]


# --- tools ------------------------------------------------------------------------------------


def test_a_bare_machine_has_all_it_needs(tools: Tools) -> None:
    assert tools.missing == ()
    assert tools.version
    assert "GPL" in tools.licence
    assert Tools.from_json(tools.to_json()) == tools


def test_settings_stand_above_everything_and_are_never_replaced(
    tools: Tools, tmp_path: Path
) -> None:
    assert find_tools(tools.ffmpeg).origin.value == "settings"
    old = pretender(tmp_path, "echo 'ffmpeg version 4.4.2 Copyright'", tools).ffmpeg
    for named in (old, str(tmp_path / "missing")):
        with pytest.raises(ToolMissingError, match=r"5\.1"):
            find_tools(named)


def test_an_old_ffmpeg_on_the_path_is_passed_over(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ffmpeg", "ffprobe"):
        old = pretender(tmp_path, "echo 'ffmpeg version 4.4.2 Copyright'", tools).ffmpeg
        Path(old).rename(tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_tools().origin.value == "wheel"


# --- stills -----------------------------------------------------------------------------------


def test_a_cover_is_what_is_shown_then_upright_and_in_ordinary_colours(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    for name, shown in (
        ("01_clean.mp4", "720x1280"),
        ("15_rotated90.mp4", "1280x720"),
        ("77_dolby_vision_84.mov", "1080x1920"),
        ("40_anamorphic.mp4", "1024x576"),
    ):
        facts = probe(film(name), tools)
        for at_ms in (0, 1500, 10_000_000):
            out = cover(film(name), facts, at_ms, tmp_path / "cover.jpg", tools)

            made = probe(out, tools)
            assert str(made.shown) == shown
            assert made.private == ()


def test_a_preview_is_small(film: Ready, photo: Ready, tools: Tools, tmp_path: Path) -> None:
    for path, hint in (
        (film("01_clean.mp4"), Kind.FILM),
        (photo("orientation_6.jpg"), Kind.PICTURE),
        (photo("animated.gif"), Kind.PICTURE),
    ):
        facts = probe(path, tools, kind_hint=hint)

        out = preview(path, facts, tmp_path / "preview.jpg", tools)

        made = probe(out, tools)
        assert made.shown
        assert made.shown.long <= 854
        assert made.size < 200_000


def test_no_cover_of_a_photo_and_no_preview_of_nothing(
    photo: Ready, tools: Tools, tmp_path: Path
) -> None:
    facts = probe(photo("clean.jpg"), tools)

    with pytest.raises(MediaError):
        cover(photo("clean.jpg"), facts, 0, tmp_path / "x.jpg", tools)
    with pytest.raises(MediaError):
        preview(photo("clean.jpg"), replace(facts, still=None), tmp_path / "x.jpg", tools)


def test_a_welcome_film_fits_as_it_is(tools: Tools, tmp_path: Path) -> None:
    facts = draw_welcome(tmp_path / "w.mp4", tools, ("Hello", "a" * 200, "third"))

    verdict = judge(tmp_path / "w.mp4", TIKTOK_VIDEO, tools)
    assert (verdict.findings, facts.seconds) == ((), 5.0)
    assert facts.sound
    assert [one.name for one in tmp_path.iterdir()] == ["w.mp4"]


# --- the shell --------------------------------------------------------------------------------


def shell(*words: str | Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-W", "error", "-m", "media", *map(str, words)]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "status"),
    [("01_clean.mp4", 0), ("12_gps_udta.mp4", 3), ("59_cut_faststart.mp4", 4), ("none.mp4", 4)],
)
def test_the_exit_status_is_the_verdict(name: str, status: int, film: Ready) -> None:
    path = film(name) if name != "none.mp4" else Path(name)

    for what in ("check", "plan"):
        told = shell(what, path)
        assert told.returncode == status
        assert "Traceback" not in told.stderr
    assert shell("plan", path, "--json").stdout.startswith('{"file": ')


def test_the_shell_tells_facts_and_renders(film: Ready, photo: Ready, tmp_path: Path) -> None:
    told = shell("probe", film("01_clean.mp4"))
    assert "rate: 30/1" in told.stdout
    assert '"facts"' in shell("probe", film("01_clean.mp4"), "--json").stdout
    assert shell("probe", film("57_empty.mp4")).returncode == 4

    made = shell("render", photo("gps.jpg"), "--spec", "tiktok-photo", "--to", tmp_path)
    assert made.returncode == 3
    assert (tmp_path / "gps.jpg.rendition" / "rendition.jpeg").exists()
    assert '"rendered"' in shell("render", film("01_clean.mp4"), "--json", "--to", tmp_path).stdout


def test_a_creator_with_a_short_limit(film: Ready) -> None:
    told = shell("check", film("01_clean.mp4"), "--max-seconds", "3")

    assert told.returncode == 4
    assert "at most 3 s" in told.stdout


def test_no_file_name_can_write_to_the_terminal(tmp_path: Path) -> None:
    told = shell("check", tmp_path / "\x1b[31mred.mp4")

    assert "\x1b" not in told.stdout + told.stderr


def test_importing_the_engine_loads_nothing_heavy() -> None:
    code = (
        "import media, sys; "
        "heavy = {'av', 'PIL', 'ffmpeg', 'imageio_ffmpeg', 'pillow_heif', 'numpy'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_film_lying_on_its_side_in_matroska_is_seen_upright(
    film: Ready, tools: Tools, tmp_path: Path
) -> None:
    path = tmp_path / "turned.mkv"
    source = film("15_rotated90.mp4")
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(source), "-c", "copy"]
    subprocess.run([*argv, str(path)], check=True)

    assert str(probe(path, tools).shown) == "1280x720"


def test_pyav_that_is_told_nonsense_says_so(tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    path.write_bytes(b"\x1aE\xdf\xa3" + bytes(100))

    with pytest.raises(CorruptError):
        probe(path, tools)


def test_facts_of_the_whole_film_are_deeper_than_its_structure(film: Ready, tools: Tools) -> None:
    def facts(wholeness: Wholeness) -> Facts:
        return probe(film("60_bit_flips.mp4"), tools, wholeness=wholeness)

    assert facts(Wholeness.STRUCTURE).damage == ""
    assert facts(Wholeness.PACKETS).wholeness is Wholeness.KEYFRAMES
    assert facts(Wholeness.EVERYTHING).damage != ""


def test_a_person_who_stops_the_shell_s_work_gets_a_sentence_and_no_trace(
    film: Ready, tmp_path: Path
) -> None:
    words = ["render", str(film("29_slow_motion_120.mp4")), "--to", str(tmp_path)]
    shell = subprocess.Popen(
        [sys.executable, "-m", "media", *words],
        stderr=subprocess.PIPE,
        text=True,
        # A person's shell leaves Ctrl-C to its programs; whoever runs the tests in the background
        # has it ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 no threads here
    )
    until(lambda: any(tmp_path.rglob("out.mp4")), "the work to begin")

    shell.send_signal(signal.SIGINT)
    _, said = shell.communicate(timeout=60)

    assert shell.returncode == 1
    assert "Start it again when it is wanted" in said
    assert "Traceback" not in said
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


@pytest.mark.parametrize("length", ["0", "-3", "nan", "inf", "long"])
def test_the_shell_refuses_a_limit_that_is_no_length(
    length: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["check", "film.mp4", f"--max-seconds={length}"])
    assert "--max-seconds" in capsys.readouterr().err


def test_the_shell_takes_the_program_that_it_is_given_or_says_why_not(film: Ready) -> None:
    told = shell("check", film("01_clean.mp4"), "--ffmpeg", "/bin/true")

    assert told.returncode == 1
    assert "/bin/true is older than ffmpeg 5.1 or does not run" in told.stderr


def test_a_program_may_be_named_from_the_folder_we_are_in_and_must_be_there(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").symlink_to(tools.ffmpeg)
    monkeypatch.chdir(tmp_path)

    assert find_tools("./mine").ffmpeg == str(tmp_path / "mine")
    with pytest.raises(ToolMissingError, match=r"there is no program \./none"):
        find_tools("./none")


def test_the_shell_says_in_words_what_is_to_be_done(film: Ready) -> None:
    told = shell(
        "plan", *(film(name) for name in ("01_clean.mp4", "22_pcm.mov", "09_h264_aac.mkv"))
    )

    verdicts = [line.rsplit(": ", 1)[1] for line in told.stdout.splitlines() if line[0] != " "]
    assert verdicts == ["keep", "encode the sound", "repack"]
