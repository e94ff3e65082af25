"""A Plan as ffmpeg's argument list, compiled by ffmpeg-python; pure, never a shell string.

Every list reads `source` and writes a name of ours in the folder where the program is started,
so nothing that came from outside is ever a word in it. ffmpeg-python is only a builder of lists
here: its own `run` and `probe` have no time limit, no way to stop and no progress.
"""

from typing import Any

from media.cage import DECODERS, DEMUXERS, MAX_PIXELS, PROTOCOLS
from media.facts import Facts, Light, Size, Wholeness
from media.plans import (
    CopyPicture,
    CopySound,
    Encode,
    EncodeAudio,
    EncodePicture,
    EncodeSound,
    Remux,
)
from media.webp import CONTAINER as ANIMATION

SOURCE = "source"
FRONT = (
    "-hide_banner",
    "-nostdin",
    "-y",
    "-loglevel",
    "error",
    "-nostats",
    "-progress",
    "pipe:1",
    "-stats_period",
    "0.5",
)
# docs/decisions/0004-encoder-preset.md
PRESET = "superfast"
CRF = 20
WELCOME_SIZE = Size(1080, 1920)
WELCOME_SECONDS = 5
_COLOUR_FILTER_KEYS = ("color_primaries", "color_trc", "colorspace")
_GOP_SECONDS = 2
_SOUND_BIT_RATE = "128k"
# docs/decisions/0004-encoder-preset.md: at this bit rate it hides more noise than the default coder
_AAC = {"c:a": "aac", "aac_coder": "fast"}

# names of a colour matrix as the scaler knows them
_SCALER_MATRICES = {"bt470bg": "bt601", "smpte170m": "bt601", "bt2020nc": "bt2020"}
_SCALER_MATRICES |= {"bt2020c": "bt2020", "bt709": "bt709", "smpte240m": "smpte240m"}
_TRANSFERS = {Light.HLG: "arib-std-b67", Light.PQ: "smpte2084"}

Words = tuple[str, ...]


def film_words(plan: Remux | EncodeAudio | Encode, facts: Facts, threads: int | None) -> Words:
    """All words after the program's name for a film's Plan; no `threads`: as many as it likes."""
    import ffmpeg

    few = {} if threads is None else {"threads": threads}
    picture = plan.picture
    if facts.container == ANIMATION and isinstance(picture, EncodePicture):
        source = ffmpeg.input("pipe:0", **_drawn_pictures(facts, picture), **few)
    else:
        source = ffmpeg.input(f"file:{SOURCE}", **_cage(facts), **few)
    if isinstance(picture, EncodePicture):
        streams = [_drawn(source[str(picture.stream)], picture)]
        how = _encoded(picture, threads)
    elif isinstance(picture, CopyPicture):
        streams = [source[str(picture.stream)]]
        how = _copied(picture)
    else:
        raise TypeError("a still picture is not ffmpeg's work")
    if plan.sound is not None:
        streams.append(source[str(plan.sound.stream)])
        how |= _sound(plan.sound, plan.container)
    how |= _box(plan.container)
    if plan.until is not None:
        how["t"] = f"{plan.until:.6f}"
    out = ffmpeg.output(*streams, f"file:{output_name(plan.container)}", **how)
    filters = () if threads is None else ("-filter_complex_threads", str(threads))
    return (*FRONT, *filters, *out.get_args())


def output_name(container: str) -> str:
    """What the list calls its output."""
    return f"out.{container}"


def follow_words(facts: Facts, wholeness: Wholeness) -> Words:
    """Read the kept streams to their end and throw them away; what is wrong appears on stderr."""
    import ffmpeg

    how: dict[str, Any] = {}
    if wholeness is Wholeness.KEYFRAMES:  # nobody looks at them, so their edges stay rough
        how = {"skip_frame": "nokey", "skip_loop_filter": "all"}
    source = ffmpeg.input(f"file:{SOURCE}", **_cage(facts), **how)
    indexes = [one.index for one in (facts.video, facts.sound) if one is not None]
    if wholeness is Wholeness.KEYFRAMES:
        indexes = indexes[:1]
    copies = {"c": "copy"} if wholeness is Wholeness.PACKETS else {}
    streams = [source[str(index)] for index in indexes]
    out = ffmpeg.output(*streams, "-", f="null", **copies)
    return ("-hide_banner", "-nostdin", "-loglevel", "error", *out.get_args())


def cover_words(facts: Facts, at_seconds: float, size: Size, *, tone_map: bool) -> Words:
    """One picture out of a film, upright and in ordinary colours."""
    import ffmpeg

    if facts.video is None:
        raise ValueError("a cover needs a film")
    video = facts.video
    # before the input: 0.25 s instead of 5.6 s for a picture at 30 s
    source = ffmpeg.input(f"file:{SOURCE}", ss=f"{at_seconds:.3f}", **_cage(facts))
    picture = source[str(video.index)]
    matrix = _SCALER_MATRICES.get(video.likely_matrix, "auto")
    if tone_map:
        picture, matrix = _tone_mapped(picture, video.plain_light, size), "bt709"
    # every reader of a JPEG takes its colours for BT.601 in full range
    colours = {"in_color_matrix": matrix, "out_color_matrix": "bt601", "out_range": "pc"}
    picture = picture.filter("scale", size.width, size.height, flags="bicubic", **colours)
    picture = picture.filter("setsar", 1).filter("format", "yuvj420p")
    how = {"frames:v": 1, "q:v": 2, "c:v": "mjpeg", "f": "image2", "update": 1}
    how["flags:v"] = "+bitexact"  # without the encoder's name in a comment
    out = ffmpeg.output(picture, "file:out.jpeg", map_metadata=-1, **how)
    return ("-hide_banner", "-nostdin", "-y", "-loglevel", "error", *out.get_args())


def welcome_words() -> Words:
    """Five seconds of drifting colours under `words.png`, with a quiet chord; nothing is read."""
    import ffmpeg

    # drawn small and enlarged: the colours are smooth anyway, and it takes a tenth of the time
    colours = "c0=0x120a2e:c1=0x6a1b9a:c2=0xfe2c55:c3=0x0aa6a6:nb_colors=4:speed=0.03:seed=11"
    ground = ffmpeg.input(f"gradients=s=270x480:r=30:d={WELCOME_SECONDS}:{colours}", f="lavfi")
    ground = ground.filter("format", "yuv420p")
    ground = ground.filter("scale", WELCOME_SIZE.width, WELCOME_SIZE.height, flags="bilinear")
    letters = ffmpeg.input("file:words.png", framerate=30)
    letters = letters.filter("format", "yuva420p").filter("loop", loop=-1, size=1)
    letters = letters.filter("fade", "in", st=0.2, d=0.9, alpha=1)
    place = f"{WELCOME_SIZE.height * 36 // 100}+40*exp(-2*t)"
    picture = ffmpeg.overlay(ground, letters, y=place, shortest=1)
    picture = picture.filter("format", "yuv420p")
    picture = picture.filter("setparams", **dict.fromkeys(_COLOUR_FILTER_KEYS, "bt709"), range="tv")
    chord = "+".join(f"0.07*sin({tone}*2*PI*t)" for tone in (220, 277.18, 329.63, 440))
    sound = ffmpeg.input(f"aevalsrc={chord}:s=48000:d={WELCOME_SECONDS}", f="lavfi")
    sound = sound.filter("afade", "in", d=1.2).filter("afade", "out", st=3.4, d=1.6)
    # so smooth a picture gains nothing from a slower preset
    how = {"c:v": "libx264", "preset": "ultrafast", "crf": 18, "g": 60}
    how |= dict.fromkeys(("color_primaries", "color_trc", "colorspace"), "bt709")
    how |= _AAC | {"b:a": _SOUND_BIT_RATE, "ac": 2, "movflags": "+faststart", "f": "mp4"}
    how |= {"map_metadata": -1, "t": WELCOME_SECONDS}
    out = ffmpeg.output(picture, sound, "file:out.mp4", **how)
    return ("-hide_banner", "-nostdin", "-y", "-loglevel", "error", *out.get_args())


def _cage(facts: Facts) -> dict[str, Any]:
    demuxers = DEMUXERS[facts.container]
    return {
        "f": demuxers.split(",")[0],
        "protocol_whitelist": PROTOCOLS,
        "format_whitelist": demuxers,
        "codec_whitelist": DECODERS,
        "max_pixels": MAX_PIXELS,
    }


def _drawn_pictures(facts: Facts, picture: EncodePicture) -> dict[str, Any]:
    """What comes through a pipe from `animation.feeder`."""
    return {
        "f": "rawvideo",
        "pixel_format": "rgb24",
        "s": str(facts.video.size) if facts.video else "",
        "framerate": str(picture.rate),
        "protocol_whitelist": "pipe",
        "format_whitelist": "rawvideo",
        "codec_whitelist": "rawvideo",
        "max_pixels": MAX_PIXELS,
    }


def _box(container: str) -> dict[str, Any]:
    how: dict[str, Any] = {
        "f": container,
        "map_metadata": -1,
        "map_chapters": -1,
        "dn": None,
        "sn": None,
        "max_muxing_queue_size": 4096,
    }
    if container == "mp4":
        how["movflags"] = "+faststart"
    return how


def _copied(picture: CopyPicture) -> dict[str, Any]:
    how: dict[str, Any] = {"c:v": "copy"}
    if picture.codec == "hevc":
        how["tag:v"] = "hvc1"
    if picture.slower is not None and picture.rate is not None:
        by = f"{picture.slower.numerator}/{picture.slower.denominator}"
        how["bsf:v"] = f"setts=pts=PTS*{by}:dts=DTS*{by}:duration=DURATION*{by}"
        # a clock in which one picture lasts exactly 1000 ticks
        how["video_track_timescale"] = picture.rate.numerator * 1000
    return how


def _encoded(picture: EncodePicture, threads: int | None) -> dict[str, Any]:
    how: dict[str, Any] = {
        "c:v": "libx264",
        "preset": PRESET,
        "crf": CRF,
        "maxrate": picture.max_bit_rate,
        "bufsize": 2 * picture.max_bit_rate,
        "profile:v": "high",
        "g": round(picture.rate * _GOP_SECONDS),
        "color_primaries": _primaries(picture),
        "color_trc": _transfer(picture),
        "colorspace": "bt709",
        "color_range": "tv",
    }
    if threads is not None:
        how["threads:v"] = threads
    return how


def _sound(sound: CopySound | EncodeSound, container: str) -> dict[str, Any]:
    if isinstance(sound, CopySound):
        return {"c:a": "copy"}
    encoder = {"c:a": "libopus"} if container == "webm" else _AAC
    return {
        **encoder,
        "b:a": _SOUND_BIT_RATE,
        "ac": sound.channels,
        "ar": 48_000 if container == "webm" else sound.sample_rate,
    }


def _drawn(stream: Any, picture: EncodePicture) -> Any:
    """The chain of filters. Scaling before tone mapping takes half the processor time."""
    # always: an AVI with B-frames came out at 29.35 a second without it
    steady = ("fps", str(picture.rate))
    if picture.deinterlace:
        stream = stream.filter("bwdif", mode="send_frame")
    if picture.crop is not None:
        stream = stream.filter("crop", picture.crop.width, picture.crop.height)
    if picture.thins_out:  # what is thrown away need not be scaled first
        stream = stream.filter(*steady)
    stream = _scaled(stream, picture)
    if picture.pad is not None:
        middle = {"x": "(ow-iw)/2", "y": "(oh-ih)/2"}
        stream = stream.filter("pad", picture.pad.width, picture.pad.height, **middle)
    if not picture.thins_out:
        stream = stream.filter(*steady)
    stream = stream.filter("setsar", 1).filter("format", "yuv420p")
    return stream.filter(
        "setparams",
        range="tv",
        color_primaries=_primaries(picture),
        color_trc=_transfer(picture),
        colorspace="bt709",
    )


def _scaled(stream: Any, picture: EncodePicture) -> Any:
    size = picture.size
    if picture.tone_map is not None:
        return _tone_mapped(stream, picture.tone_map, size)
    return stream.filter(
        "scale",
        size.width,
        size.height,
        flags="bicubic",
        in_color_matrix=_SCALER_MATRICES.get(picture.matrix, "auto"),
        out_color_matrix="bt709",
        out_range="tv",
    )


def _tone_mapped(stream: Any, light: Light, size: Size) -> Any:
    source = {"tin": _TRANSFERS[light], "pin": "bt2020", "min": "bt2020nc"}
    # size, light and primaries in one pass; the usual three cost an eighth more and another buffer
    scaled = {"w": size.width, "h": size.height, "f": "bicubic"}
    stream = stream.filter("zscale", t="linear", npl=100, p="bt709", **scaled, **source)
    stream = stream.filter("format", "gbrpf32le")
    stream = stream.filter("tonemap", "hable", desat=0)
    return stream.filter("zscale", t="bt709", p="bt709", m="bt709", r="tv").filter(
        "format", "yuv420p"
    )


def _primaries(picture: EncodePicture) -> str:
    return "bt709" if picture.tone_map else picture.primaries


def _transfer(picture: EncodePicture) -> str:
    return "bt709" if picture.tone_map else picture.transfer
