"""The limits of a film, one small pure function for each, in one list."""

from collections.abc import Iterator
from fractions import Fraction

from media.cage import MAX_PIXELS
from media.facts import Facts, Light, Wholeness
from media.findings import Finding, Weight, fatal, mendable
from media.rules_file import RULES as FILE_RULES
from media.rules_file import Rule
from media.spec import Spec

# A player rounds to whole pictures, so an edit list may miss its mark by one of them.
TIME_SLACK = 0.05
HIDDEN_SLACK = 0.2
SOUND_TAIL = 0.5


def _too_long(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.seconds > spec.max_seconds + TIME_SLACK:
        allowed = f"at most {spec.max_seconds:g} s"
        way_out = "Shorten it, or ask for it to be cut at the limit."
        yield fatal("too_long", "video", f"{facts.seconds:.2f} s", allowed, way_out)


def _too_short(facts: Facts, spec: Spec) -> Iterator[Finding]:
    measured = f"{facts.seconds:.2f} s"
    if facts.seconds < spec.min_seconds:
        allowed = f"at least {spec.min_seconds:g} s"
        yield fatal("too_short", "video", measured, allowed, "Send a longer film.")
    elif facts.seconds < spec.short_seconds - TIME_SLACK:
        allowed = f"{spec.short_seconds:g} s or more is safer"
        way_out = "Nothing has to be done; very short films are refused by some."
        yield Finding("rather_short", "video", measured, allowed, Weight.NOTICE, way_out)


def _container(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.container not in spec.containers:
        allowed = ", ".join(spec.containers)
        yield mendable("container", "file", facts.container, allowed, "It is repacked as MP4.")


def _video_codec(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.codec not in [one.name for one in spec.video_codecs]:
        allowed = ", ".join(one.name for one in spec.video_codecs)
        yield mendable(
            "video_codec", "video", facts.video.codec, allowed, "It is encoded as H.264."
        )


def _pixel_format(facts: Facts, spec: Spec) -> Iterator[Finding]:
    video = facts.video
    codec = next((c for c in spec.video_codecs if video and c.name == video.codec), None)
    if video and codec and video.pixel_format not in codec.pixel_formats:
        allowed = f"{', '.join(codec.pixel_formats)} in {codec.name}"
        way_out = "It is encoded with ordinary colour depth."
        yield mendable("pixel_format", "video", video.pixel_format, allowed, way_out)


def _transparency(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.alpha:
        way_out = "It is laid on white where anything shines through."
        yield mendable("transparency", "video", "it may be see-through", "opaque", way_out)


def _hdr(facts: Facts, spec: Spec) -> Iterator[Finding]:
    video = facts.video
    if video is None or video.light in spec.allowed_lights:
        return
    allowed = ", ".join(spec.allowed_lights)
    if video.light is Light.DOLBY_ONLY:
        way_out = "Export it as HLG, HDR10 or without HDR."
        yield fatal("dolby_only", "video", "Dolby Vision profile 5", allowed, way_out)
    else:
        way_out = "It is tone-mapped to ordinary video."
        yield mendable("hdr", "video", video.light, allowed, way_out)


def _variable_rate(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and not facts.video.cadence.constant:
        beat = facts.video.cadence
        measured = f"{_shown(beat.slowest)} to {_shown(beat.fastest)} a second"
        way_out = "It is encoded at a constant rate."
        yield mendable("variable_rate", "video", measured, "a constant rate", way_out)


def _frame_rate(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.video is None or not facts.video.cadence.constant:
        return  # a varying rate is mended as a whole
    rate = facts.video.cadence.rate
    if not spec.min_rate <= rate <= spec.max_rate:
        allowed = f"{_shown(spec.min_rate)} to {_shown(spec.max_rate)} pictures a second"
        way_out = "It is brought to the nearest allowed rate."
        yield mendable("frame_rate", "video", f"{_shown(rate)} a second", allowed, way_out)


def _shown(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def _edit_trim(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.hidden_seconds > HIDDEN_SLACK:
        measured = f"{facts.video.hidden_seconds:.2f} s that an edit list hides"
        way_out = "It is encoded without the hidden part, which would travel along unseen."
        yield mendable("edit_trim", "video", measured, f"at most {HIDDEN_SLACK} s", way_out)


def _interlaced(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.interlaced:
        way_out = "It is deinterlaced."
        yield mendable("interlaced", "video", "half-pictures", "whole pictures", way_out)


def _pixel_shape(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.pixel_shape != 1:
        shape = facts.video.pixel_shape
        measured = f"pixels of {shape.numerator}:{shape.denominator}"
        yield mendable(
            "pixel_shape", "video", measured, "square pixels", "It is stretched to them."
        )


def _sides(facts: Facts, spec: Spec) -> Iterator[Finding]:
    size = facts.shown
    if facts.video is None or size is None:
        return
    if facts.video.size.width * facts.video.size.height > MAX_PIXELS:
        way_out = "Export it smaller."
        yield fatal("too_many_pixels", "video", str(size), f"{MAX_PIXELS} pixels", way_out)
        return
    if size.short < spec.min_side:
        allowed = f"at least {spec.min_side} a side"
        yield mendable("too_small", "video", str(size), allowed, "It is enlarged.")
    if size.long > spec.max_long_side or size.short > spec.max_short_side:
        allowed = f"at most {spec.max_long_side} a side"
        yield mendable("too_large", "video", str(size), allowed, "It is scaled down.")
    if facts.video.size.width % 2 or facts.video.size.height % 2:
        way_out = "One line of pixels at the edge is left out."
        yield mendable("odd_sides", "video", str(facts.video.size), "even sides", way_out)


def _hev1(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.video and facts.video.tag == "hev1" and facts.container in ("mp4", "mov"):
        way_out = "It is repacked under the name that Apple's players know."
        yield mendable("hev1", "video", "HEVC named hev1", "hvc1", way_out)


def _fragmented(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.fragmented:
        yield mendable("fragmented", "file", "fragments", "one index", "It is repacked.")


def _extra_streams(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    extras = (*facts.extras, *(f"audio:{one.codec or 'unknown'}" for one in facts.other_sounds))
    if extras:
        allowed = "one picture and one sound"
        yield mendable(
            "extra_streams", "file", ", ".join(extras[:8]), allowed, "They are left out."
        )


def _sound(facts: Facts, spec: Spec) -> Iterator[Finding]:
    sound = facts.sound
    if sound is None:
        return
    container = target_container(facts)
    if (container, sound.codec) not in spec.sound_codecs:
        allowed = ", ".join(codec for box, codec in spec.sound_codecs if box == container)
        if sound.decodable:
            way_out = "The sound is encoded again, the picture is left alone."
        else:
            way_out = "Nothing can read this sound: it is left out."
        yield mendable("audio_codec", "sound", sound.codec or "unknown", allowed, way_out)
    if sound.channels > spec.max_channels:
        allowed = f"at most {spec.max_channels} channels"
        measured = f"{sound.channels} channels"
        yield mendable("audio_channels", "sound", measured, allowed, "It is mixed down.")
    if sound.sample_rate > spec.max_sample_rate:
        allowed = f"at most {spec.max_sample_rate} Hz"
        yield mendable(
            "audio_rate", "sound", f"{sound.sample_rate} Hz", allowed, "It is resampled."
        )


def target_container(facts: Facts) -> str:
    """The box in which this picture, unchanged, would leave: VP8 and VP9 live in WebM."""
    return "webm" if facts.video and facts.video.codec in ("vp8", "vp9") else "mp4"


def _audio_tail(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.sound is None:
        return
    # the whole file counts as too long when only its sound is
    ends = min(facts.seconds + SOUND_TAIL, max(facts.seconds, spec.max_seconds + TIME_SLACK))
    if facts.sound.seconds > ends:
        measured = f"{facts.sound.seconds - facts.seconds:.2f} s of sound after the last picture"
        allowed = f"at most {SOUND_TAIL} s"
        yield mendable("audio_tail", "sound", measured, allowed, "It ends with the picture.")


def _damaged(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.damage and facts.wholeness is not Wholeness.STRUCTURE:
        way_out = "It is encoded again from what can be read; better, send it once more."
        yield mendable("damaged", "video", facts.damage[:200], "no errors", way_out)


RULES: tuple[Rule, ...] = (
    _too_long,
    _too_short,
    _container,
    _video_codec,
    _pixel_format,
    _transparency,
    _hdr,
    _variable_rate,
    _frame_rate,
    _edit_trim,
    _interlaced,
    _pixel_shape,
    _sides,
    _hev1,
    _fragmented,
    _extra_streams,
    _sound,
    _audio_tail,
    _damaged,
    *FILE_RULES,
)
