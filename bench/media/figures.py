"""What the engine costs, each figure a ratio inside one run: `python -m bench.media.figures`.

The last line is `key=value …`; the exit status is 1 when a figure misses its floor. `--presets`
measures x264's presets on the same film instead.
"""

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.media import quality
from bench.media.material import Workbench
from bench.media.stopwatch import Took, bare, median, ours, pairs, ratio, together, told
from media import (
    TIKTOK_VIDEO,
    CancelledError,
    Encode,
    Facts,
    Finding,
    Hdr,
    Keep,
    Reject,
    Spec,
    Tools,
    Verdict,
    WarmPyav,
    Weight,
    Wholeness,
    check,
    find_tools,
    judge,
    plan,
    probe,
    render,
)
from media.cage import Limits
from media.command import SOURCE, film_words, follow_words
from media.movie import read_movie
from media.run import run
from media.workshop import workshop

FLOORS: dict[str, tuple[str, float]] = {
    "structure_to_cp": ("<=", 0.02),
    "decision_to_cp": ("<=", 0.6),
    "remux_to_bare": ("<=", 1.05),
    "encode_to_bare": ("<=", 1.03),
    "mix_mapped": ("<=", 0.30),
    "mix_kept": ("<=", 0.16),
    "hdr_order_cpu": ("<=", 0.55),
    "hdr_order_memory": ("<=", 0.75),
    "audio_only": ("<=", 0.03),
    "side_by_side_throughput": (">=", 1.05),
    "side_by_side_memory": ("<=", 0.7),
    "keyframes_to_full": ("<=", 0.15),
    "cancel_seconds": ("<=", 0.5),
    "vmaf": (">=", 93.0),
    "vmaf_lost": ("<=", 4.5),
}
USUAL_MAPPING = (
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
)
USUAL_SCALING = "scale=1080:1920:flags=bicubic"
# Much longer than any step: the measurement is of speed, not of limits.
PATIENT = Limits(seconds=3600.0, stall_seconds=600.0)


@dataclass(frozen=True)
class Bench:
    """What all figures share."""

    tools: Tools
    place: Workbench
    spec: Spec = TIKTOK_VIDEO

    def words(self, path: Path, threads: int | None = None) -> tuple[Facts, tuple[str, ...]]:
        """The list for this film, as `render` would run it."""
        facts = probe(path, self.tools)
        todo = plan(facts, self.spec, check(facts, self.spec))
        if isinstance(todo, Keep | Reject):
            todo = forced(facts, self.spec)
        return facts, film_words(todo, facts, threads)

    def ffmpeg(self, words: tuple[str, ...]) -> list[str]:
        """Our list behind the program's name."""
        return [self.tools.ffmpeg, *words]


def forced(facts: Facts, spec: Spec) -> Encode:
    """The Plan of those who encode everything."""
    whim = Finding("damaged", "video", "a whim", "none", Weight.MENDABLE, "Encode it.")
    todo = plan(facts, spec, (*check(facts, spec), whim))
    if not isinstance(todo, Encode):
        raise TypeError(f"{type(todo).__name__} where an Encode was forced")
    return todo


def decisions(bench: Bench) -> dict[str, float]:
    """How long it takes to know what to do, against copying the file."""
    path = bench.place.minute()
    copied = str(bench.place.folder / "copied")

    def structure() -> None:
        with path.open("rb") as file:
            read_movie(file)

    def copying() -> Took:
        return bare(["cp", str(path), copied])

    with WarmPyav() as warm:

        def decide() -> None:
            judge(
                path,
                bench.spec,
                bench.tools,
                wholeness=Wholeness.STRUCTURE,
                prober=None if bench.tools.ffprobe else warm.ask,
            )

        decide()
        copies, whole = pairs(15, copying, lambda: ours(decide))
        structures = [ours(structure).wall for _ in range(40)]
    Path(copied).unlink()
    return {
        "structure_to_cp": median(structures) / median([one.wall for one in copies]),
        "decision_to_cp": median([one.wall for one in whole])
        / median([one.wall for one in copies]),
    }


def wrapping(bench: Bench) -> dict[str, float]:
    """The same list through our runner and bare, in pairs; vouching is told apart."""
    found: dict[str, float] = {}
    remux = bench.place.ffmpeg_makes(f"-i {bench.place.minute()} -c copy", "minute.mkv")
    encode = bench.place.quick()
    for name, path, rounds in (("remux", remux, 15), ("encode", encode, 11)):
        facts, words = bench.words(path)
        with workshop(path, bench.place.folder) as shop:
            argv, where = bench.ffmpeg(words), str(shop)
            through, alone = pairs(
                rounds,
                lambda a=argv, w=where: ours(
                    lambda: run(a, PATIENT, folder=w, on_line=lambda _: True)
                ),
                lambda a=argv, w=where: bare(a, w),
            )
        walls = [one.wall for one in alone]
        found[f"{name}_to_bare"] = ratio([one.wall for one in through], walls)
        whole = [ours(lambda p=path, f=facts: _render(bench, p, f)).wall for _ in range(3)]
        found[f"{name}_vouched_to_bare"] = median(whole) / median(walls)
    return found


def _render(bench: Bench, path: Path, facts: Facts, todo: Any = None) -> None:
    todo = todo or plan(facts, bench.spec, check(facts, bench.spec))
    with tempfile.TemporaryDirectory(dir=bench.place.folder) as folder:
        render(todo, facts, path, folder, bench.tools, bench.spec)


def mix(bench: Bench) -> dict[str, float]:
    """Processor time for twenty uploads: ours, vouching included, against always encoding."""
    always = mapped = kept = 0.0
    for name, (path, times) in bench.place.variants().items():
        wishes = Hdr if name.startswith("hlg") else (Hdr.TONEMAP,)
        mine = {hdr: _handed_on(bench.spec.with_hdr(hdr), bench, path) for hdr in wishes}
        mine.setdefault(Hdr.KEEP, mine[Hdr.TONEMAP])
        facts = probe(path, bench.tools)
        _, encoded = mine[Hdr.TONEMAP]
        if encoded is None:
            every = forced(facts, bench.spec)
            encoded = ours(lambda p=path, f=facts, e=every: _render(bench, p, f, e)).cpu
        told = {hdr: cost for hdr, (cost, _) in mine.items()}
        print(f"  {name}: {told[Hdr.TONEMAP]:.2f} / {told[Hdr.KEEP]:.2f} of {encoded:.2f} CPU s")
        always += times * encoded
        mapped += times * told[Hdr.TONEMAP]
        kept += times * told[Hdr.KEEP]
    return {"mix_mapped": mapped / always, "mix_kept": kept / always}


def _handed_on(spec: Spec, bench: Bench, path: Path) -> tuple[float, float | None]:
    """What we spend on one upload, and how much of it for an encode if it needs one anyway."""
    found: list[Verdict] = []
    cost = ours(lambda: found.append(judge(path, spec, bench.tools))).cpu
    facts, todo, same = found[0].facts, found[0].plan, replace(bench, spec=spec)
    if facts is None:
        raise ValueError(f"{path.name} was rejected")
    made = ours(lambda: _render(same, path, facts, todo)).cpu
    return cost + made, made if isinstance(todo, Encode) else None


def hdr_order(bench: Bench) -> dict[str, float]:
    """4K HDR to 1080p, scaled first as we do it, against mapping tones first.

    `hdr_order` against the recipe that everybody passes on, `hdr_same` against our own filters in
    that order: they merge two passes into one, which helps the wrong order more than the right one.
    """
    path = bench.place.hlg_4k(3)
    _, words = bench.words(path)
    at = words.index("-filter_complex") + 1
    graphs = {"ours": words[at], "order": _usual(words[at]), "same": _mapped_first(words[at])}
    took: dict[str, list[Took]] = {name: [] for name in graphs}
    with workshop(path, bench.place.folder) as shop:
        for _ in range(3):
            for name, graph in graphs.items():
                argv = bench.ffmpeg((*words[:at], graph, *words[at + 1 :]))
                took[name].append(bare(argv, str(shop)))
    mine = took.pop("ours")
    cpu = {
        f"hdr_{name}_cpu": ratio([one.cpu for one in mine], [one.cpu for one in theirs])
        for name, theirs in took.items()
    }
    memory = {
        f"hdr_{name}_memory": ratio([one.memory for one in mine], [one.memory for one in theirs])
        for name, theirs in took.items()
    }
    return cpu | memory


def _usual(graph: str) -> str:
    """The same graph with the recipe that everybody passes on in the place of our mapping."""
    steps = graph.split(";")
    last = max(i for i, one in enumerate(steps) if "zscale" in one) + 1
    begins, ends = steps[0][: steps[0].index("]") + 1], steps[last][steps[last].rindex("[") :]
    usual = f"{begins}{USUAL_MAPPING},{USUAL_SCALING}{ends}"
    return ";".join([usual, *steps[last + 1 :]])


def _mapped_first(graph: str) -> str:
    """The same graph with the size taken out of its first filter and put behind the mapping."""
    first, rest = graph.split(";", 1)
    begins, filters = first.split("]", 1)
    options, label = filters.removeprefix("zscale=").split("[")
    kept = [one for one in options.split(":") if one.split("=")[0] not in ("f", "w", "h")]
    mapped = rest.replace("format=yuv420p[", f"format=yuv420p,{USUAL_SCALING}[", 1)
    return f"{begins}]zscale={':'.join(kept)}[{label};{mapped}"


def audio_only(bench: Bench) -> dict[str, float]:
    """Another sound beside the same picture, against encoding both."""
    path = bench.place.pcm()
    facts, words = bench.words(path)
    full = film_words(forced(facts, bench.spec), facts, None)
    with workshop(path, bench.place.folder) as shop:
        sound = [bare(bench.ffmpeg(words), str(shop)).cpu for _ in range(3)]
        both = bare(bench.ffmpeg(full), str(shop)).cpu  # a minute and more of processor time
    return {"audio_only": median(sound) / both}


def side_by_side(bench: Bench) -> dict[str, float]:
    """Two encodes at once: one thread each against as many as each likes."""
    path = bench.place.phone(4)
    facts = probe(path, bench.tools)
    todo = forced(facts, bench.spec)
    with workshop(path, bench.place.folder) as one, workshop(path, bench.place.folder) as other:

        def both(threads: int | None) -> Took:
            words = film_words(todo, facts, threads)
            commands = []
            for shop in (one, other):
                here = [str(shop / SOURCE) if w == f"file:{SOURCE}" else w for w in words]
                here[-1] = str(shop / "out.mp4")
                commands.append(bench.ffmpeg(tuple(here)))
            return together(commands)

        single, default = pairs(5, lambda: both(1), lambda: both(None))
    return {
        "side_by_side_throughput": ratio([x.wall for x in default], [x.wall for x in single]),
        "side_by_side_memory": ratio([x.memory for x in single], [x.memory for x in default]),
        # on a machine with other work the wall clock tells who has more threads to be served
        "side_by_side_cpu": ratio([x.cpu for x in default], [x.cpu for x in single]),
    }


def integrity(bench: Bench) -> dict[str, float]:
    """Following key pictures to the end against decoding everything."""
    path = bench.place.minute()
    facts = probe(path, bench.tools)
    depths = (Wholeness.KEYFRAMES, Wholeness.EVERYTHING, Wholeness.PACKETS)
    with workshop(path, bench.place.folder) as shop:
        cpu = {
            depth: median(
                [bare(bench.ffmpeg(follow_words(facts, depth)), str(shop)).cpu for _ in range(3)]
            )
            for depth in depths
        }
    return {
        "keyframes_to_full": cpu[Wholeness.KEYFRAMES] / cpu[Wholeness.EVERYTHING],
        "packets_to_full": cpu[Wholeness.PACKETS] / cpu[Wholeness.EVERYTHING],
    }


def cancelling(bench: Bench) -> dict[str, float]:
    """From the wish to stop to the last process gone, the longest of ten."""
    path = bench.place.variants()["fast"][0]
    facts = probe(path, bench.tools)
    longest = 0.0
    for number in range(10):
        cancel, asked = threading.Event(), [0.0]

        def stop(c: threading.Event = cancel, a: list[float] = asked) -> None:
            a[0] = time.perf_counter()
            c.set()

        timer = threading.Timer(0.05 + number * 0.05, stop)
        timer.start()
        with tempfile.TemporaryDirectory(dir=bench.place.folder) as folder:
            todo = plan(facts, bench.spec, check(facts, bench.spec))
            try:
                render(todo, facts, path, folder, bench.tools, bench.spec, cancel=cancel)
            except CancelledError:
                longest = max(longest, time.perf_counter() - asked[0])
        timer.join()
    return {"cancel_seconds": longest}


def qualities(bench: Bench) -> dict[str, float]:
    """VMAF of our encode, and what it costs after the platform has encoded it again."""
    path = bench.place.phone(4)
    facts = probe(path, bench.tools)
    words = film_words(forced(facts, bench.spec), facts, None)
    with workshop(path, bench.place.folder) as shop:
        bare(bench.ffmpeg(words), str(shop))
        made = shop / "out.mp4"
        seen = quality.vmaf(bench.tools.ffmpeg, made, path)
        after = {
            name: quality.vmaf(
                bench.tools.ffmpeg, quality.encoded_again(bench.tools, one, shop), path
            )
            for name, one in (("ours", made), ("untouched", path))
        }
    return {"vmaf": seen, "vmaf_lost": after["untouched"] - after["ours"]}


ALL: tuple[Callable[[Bench], dict[str, float]], ...] = (
    decisions,
    wrapping,
    mix,
    hdr_order,
    audio_only,
    side_by_side,
    integrity,
    cancelling,
    qualities,
)


def misses(found: dict[str, float]) -> list[str]:
    """The figures that are not as good as they have to be, or were not measured."""
    worse = []
    for name, (sign, floor) in FLOORS.items():
        value = found.get(name)
        good = value is not None and (value <= floor if sign == "<=" else value >= floor)
        if not good:
            worse.append(f"{name} {value} is not {sign} {floor}")
    return worse


def main() -> int:
    """Measure everything, or what is named; say what misses its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the films here, best in memory")
    parser.add_argument("--only", nargs="*", choices=[one.__name__ for one in ALL])
    parser.add_argument("--presets", action="store_true")
    asked = parser.parse_args()
    tools = find_tools()
    memory = Path("/dev", "shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30
    with tempfile.TemporaryDirectory(dir=memory if roomy else None) as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(tools, Workbench(folder, tools.ffmpeg))
        if asked.presets:
            return quality.presets(bench.tools, bench.place.phone(4), folder)
        found: dict[str, float] = {}
        for figure in ALL:
            if not asked.only or figure.__name__ in asked.only:
                with told(figure.__name__):
                    fresh = figure(bench)
                    print("  " + " ".join(f"{name}={value:.4g}" for name, value in fresh.items()))
                    found |= fresh
    wanted = FLOORS if not asked.only else {name: FLOORS[name] for name in FLOORS if name in found}
    worse = [one for one in misses(found) if one.split()[0] in wanted]
    for one in worse:
        print(f"misses its floor: {one}")
    print(" ".join(f"{name}={value:.4g}" for name, value in found.items()))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
