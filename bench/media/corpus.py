"""Every awkward and hostile file through the whole engine: `python -m bench.media.corpus`.

The last line says how many were wrong, escaped, hung or left a process behind; the exit status is
1 unless all of these are none.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.media import films, hostile, photos
from bench.media.drawing import COORDINATES, Film
from media import (
    TIKTOK_PHOTO,
    TIKTOK_VIDEO,
    Facts,
    Keep,
    MediaError,
    Reject,
    Spec,
    Tools,
    WarmPyav,
    Wholeness,
    find_tools,
    judge,
    probe,
    render,
)
from media.plans import EncodeAudio, Remux

WORD = "CANARY-7f3a9c41"
HANGS_AFTER = 60.0
SLACK = 0.1


@dataclass
class Tally:
    """What went wrong, in words for a person."""

    inputs: int = 0
    hostile: int = 0
    wrong: list[str] = field(default_factory=list)
    escaped: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)


@dataclass
class Trap:
    """A listener on loopback that nobody should ever call."""

    server: socket.socket
    calls: int = 0

    def listen(self) -> None:
        """Count whoever calls, until the listener is closed."""
        while True:
            try:
                other, _ = self.server.accept()
            except OSError:
                return
            self.calls += 1
            other.close()


def set_trap() -> Trap:
    """Listen on a free port until the program ends."""
    trap = Trap(socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=trap.listen, daemon=True).start()
    return trap


def main() -> int:
    """Draw, judge, render, look at what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep what is drawn here")
    parser.add_argument("--ffmpeg")
    parser.add_argument("--ffprobe")
    asked = parser.parse_args()
    tools = find_tools(asked.ffmpeg, asked.ffprobe)
    drawer = find_tools().ffmpeg if asked.ffmpeg else tools.ffmpeg
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        return run(Path(scratch), asked.folder or Path(scratch), tools, drawer)


def run(scratch: Path, kept: Path, tools: Tools, drawer: str) -> int:
    """The whole corpus with these tools; the exit status."""
    canary = scratch / "canary.txt"
    canary.write_text(WORD)
    trap = set_trap()
    address = f"http://127.0.0.1:{trap.server.getsockname()[1]}/x"
    print(f"ffmpeg {tools.version}, probed by {tools.prober}", flush=True)
    place = films.drawing(kept / "films", drawer, canary, address)
    begun = time.monotonic()
    listed = films.draw(place)
    pictures = photos.draw(kept / "photos")
    print(f"drawn in {time.monotonic() - begun:.0f} s", flush=True)
    tally = Tally()
    for film in listed:
        path = place.folder / film.name
        _watched(film.name, tally, lambda p=path, f=film: _film(p, f, scratch, tools, tally))
    for photo in pictures:
        path = kept / "photos" / photo.name
        _watched(photo.name, tally, lambda p=path, f=photo: _photo(p, f, scratch, tools, tally))
    print(f"{tally.inputs} inputs in {time.monotonic() - begun:.0f} s", flush=True)
    bad = hostile.draw(scratch / "hostile", place.folder, kept / "photos", canary, address)
    with WarmPyav() as warm:
        prober = None if tools.ffprobe else warm.ask
        for path in bad:
            _watched(path.name, tally, lambda p=path: _hostile(p, scratch, tools, prober, tally))
    print(f"{tally.hostile} hostile files by {time.monotonic() - begun:.0f} s", flush=True)
    if trap.calls:
        tally.escaped.append(f"{trap.calls} calls at the trap")
    tally.escaped += [str(one) for one in Path().glob("pwn")]
    trap.server.close()
    return _report(tally)


def _watched(name: str, tally: Tally, work: Callable[[], None]) -> None:
    begun = time.monotonic()
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the run goes on; what happened is told
        tally.wrong.append(f"{name!r}: {type(error).__name__}: {error}")
    if time.monotonic() - begun > HANGS_AFTER:
        tally.hung.append(repr(name))


def _report(tally: Tally) -> int:
    left = children()
    for label, found in (("wrong", tally.wrong), ("escaped", tally.escaped), ("hung", tally.hung)):
        for one in found:
            print(f"{label}: {one}")
    print(
        f"inputs={tally.inputs} wrong={len(tally.wrong)} hostile={tally.hostile} "
        f"escaped={len(tally.escaped)} hung={len(tally.hung)} left_processes={left}"
    )
    good = not (tally.wrong or tally.escaped or tally.hung or left)
    return 0 if good and tally.hostile >= 200 else 1


def children() -> int:
    """How many processes of ours are still there, the dead and unburied included."""
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return len(told.read_text().split()) if told.exists() else 0


# --- films and pictures that we know ----------------------------------------------------------


def _film(path: Path, film: Film, scratch: Path, tools: Tools, tally: Tally) -> None:
    tally.inputs += 1
    verdict = judge(path, TIKTOK_VIDEO, tools)
    codes = {one.code for one in verdict.findings} - {"rather_short"}
    _expect(type(verdict.plan).__name__ == film.plan, f"plan {type(verdict.plan).__name__}")
    _expect(codes == set(film.codes), f"findings {sorted(codes)}")
    _no_secret(repr(verdict.to_json()).encode(), tally, path.name)
    if isinstance(verdict.plan, Reject) or verdict.facts is None:
        return
    answered = {code for one in getattr(verdict.plan, "operations", ()) for code in one.why}
    _expect(codes <= answered, f"findings without an operation: {codes - answered}")
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        made = render(verdict.plan, verdict.facts, path, folder, tools, TIKTOK_VIDEO)
        out = Path(made.path)
        if isinstance(verdict.plan, Keep):
            _expect(out.read_bytes() == path.read_bytes(), "kept, but not the same bytes")
        if isinstance(verdict.plan, Remux | EncodeAudio):
            _expect(_pictures(tools, path) == _pictures(tools, out), "the picture was touched")
        whole = probe(out, tools, wholeness=Wholeness.EVERYTHING)
        _expect(not whole.damage, f"does not decode: {whole.damage}")
        _shows(whole, out, film.shows)
        _no_secret(out.read_bytes(), tally, path.name)
        _expect(COORDINATES not in out.read_bytes(), "the place is still in it")


def _pictures(tools: Tools, path: Path) -> str:
    """A digest over every decoded picture, unturned and untimed."""
    argv = [tools.ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-noautorotate"]
    argv += ["-i", f"file:{path}", "-map", "0:V:0", "-fps_mode", "passthrough", "-f", "md5", "-"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def _shows(facts: Facts, out: Path, shows: dict[str, Any]) -> None:
    video, sound = facts.video, facts.sound
    if video is None:
        raise AssertionError("no picture came out")
    measured: dict[str, Any] = {
        "size": str(video.shown),
        "rate": str(video.cadence.rate),
        "format": video.pixel_format,
        "transfer": video.transfer,
        "sound": sound.codec if sound else None,
    }
    for name, wanted in shows.items():
        if name in measured:
            _expect(measured[name] == wanted, f"{name} is {measured[name]}, not {wanted}")
    _expect(abs(facts.seconds - shows.get("seconds", facts.seconds)) < SLACK, "its length")
    if sound:
        _expect(sound.channels <= shows.get("most_channels", 2), "too many channels")
        _expect(sound.sample_rate <= shows.get("most_sample_rate", 48_000), "sampling rate")
        _expect(sound.seconds <= shows.get("most_sound_seconds", 1e9), "the sound's length")
    _expect(shows.get("lacks", b"\0never\0") not in out.read_bytes(), "what had to go is there")


def _photo(path: Path, photo: photos.Photo, scratch: Path, tools: Tools, tally: Tally) -> None:
    tally.inputs += 1
    verdict = judge(path, TIKTOK_PHOTO, tools, item="photo 3")
    codes = {one.code for one in verdict.findings}
    _expect(type(verdict.plan).__name__ == photo.plan, f"plan {type(verdict.plan).__name__}")
    _expect(codes == set(photo.codes), f"findings {sorted(codes)}")
    named = all(one.item.startswith("photo 3") for one in verdict.findings)
    _expect(named, "a finding that does not name its photo")
    if isinstance(verdict.plan, Reject) or verdict.facts is None:
        return
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        made = render(verdict.plan, verdict.facts, path, folder, tools, TIKTOK_PHOTO)
        photos.looks_right(photo, Path(made.path))
        _expect(COORDINATES not in Path(made.path).read_bytes(), "the place is still in it")


def _expect(good: bool, otherwise: str) -> None:
    if not good:
        raise AssertionError(otherwise)


# --- files that mean harm ---------------------------------------------------------------------


def _hostile(path: Path, scratch: Path, tools: Tools, prober: Any, tally: Tally) -> None:
    """Any verdict will do, as long as it is one, and as long as nothing gets out."""
    tally.hostile += 1
    for spec in (TIKTOK_VIDEO, TIKTOK_PHOTO):
        try:
            _attack(path, spec, scratch, tools, prober, tally)
        except MediaError:
            continue  # an error of its own, with a code and a way out, is an answer too


def _attack(path: Path, spec: Spec, scratch: Path, tools: Tools, prober: Any, tally: Tally) -> None:
    verdict = judge(path, spec, tools, prober=prober)
    _no_secret(repr(verdict.to_json()).encode(), tally, path.name)
    if isinstance(verdict.plan, Reject) or verdict.facts is None:
        return
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        made = render(verdict.plan, verdict.facts, path, folder, tools, spec)
        _no_secret(Path(made.path).read_bytes(), tally, path.name)
        _expect(
            [one.name for one in Path(folder).iterdir()] == [Path(made.path).name],
            "something was left behind",
        )


def _no_secret(content: bytes, tally: Tally, name: str) -> None:
    if WORD.encode() in content:
        tally.escaped.append(f"{name!r}: the canary's word came out")


if __name__ == "__main__":
    sys.exit(main())
