"""From Facts, Spec and Findings to the least work that makes the file fit; pure."""

from dataclasses import dataclass, replace
from fractions import Fraction

from media import aim, cost
from media.aim import Frame
from media.facts import Facts, Kind, Sound, Video
from media.findings import Finding, Weight
from media.plans import (
    Act,
    CopyPicture,
    CopySound,
    Encode,
    EncodeAudio,
    EncodePicture,
    EncodeSound,
    EncodeStill,
    Keep,
    Operation,
    Plan,
    Reject,
    Remux,
    StripStill,
)
from media.records import Record
from media.rules_film import target_container
from media.spec import Spec

_DRAWN_ANEW = (
    "video_codec",
    "pixel_format",
    "transparency",
    "hdr",
    "interlaced",
    "pixel_shape",
    "damaged",
)
_TIMED_ANEW = ("variable_rate", "frame_rate", "edit_trim")
_SIZED_ANEW = ("too_small", "too_large", "odd_sides", "too_heavy")
PICTURE_CODES = frozenset((*_DRAWN_ANEW, *_TIMED_ANEW, *_SIZED_ANEW))
SOUND_CODES = frozenset(("audio_codec", "audio_channels", "audio_rate"))
PRIVATE_CODES = frozenset(("location", "device", "exif", "xmp", "iptc", "comment"))
STRIP_CODES = PRIVATE_CODES | {"trailing_bytes", "huge_tags"}
# A picture may be stretched unseen by so much, for so long; the sound stays behind by 0.25 s.
_SLOWEST = Fraction(1002, 1000)
_STRETCH_SECONDS = 120.0
_PRIMARIES = ("bt709", "bt470bg", "smpte170m", "smpte432", "bt2020")
_TRANSFERS = ("bt709", "iec61966-2-1", "smpte170m")


@dataclass(frozen=True)
class Options(Record):
    """What somebody asked for beyond fitting; by default nothing is cut, cropped or barred."""

    trim: bool = False  # too long: end it at the limit
    frame: Frame | None = None  # another shape


def plan(
    facts: Facts, spec: Spec, findings: tuple[Finding, ...], options: Options | None = None
) -> Plan:
    """The cheapest Plan that answers every Finding, or Reject when there is none."""
    options = options or Options()
    trimmed = "too_long" if options.trim else ""
    if any(one.weight is Weight.FATAL and one.code != trimmed for one in findings):
        return Reject(tuple(one for one in findings if one.weight is Weight.FATAL))
    codes = tuple(
        one.code for one in findings if one.weight is Weight.MENDABLE or one.code == trimmed
    )
    if options.frame and facts.shown and options.frame.is_shape_of(facts.shown):
        options = replace(options, frame=None)
    if not codes and options.frame is None:
        return Keep(cost.kept(facts))
    if facts.kind is Kind.PICTURE:
        return _still(facts, spec, codes)
    return _Film(facts, spec, codes, options).plan()


def _still(facts: Facts, spec: Spec, codes: tuple[str, ...]) -> Plan:
    if facts.container == "jpeg" and set(codes) <= STRIP_CODES:
        operations = (Operation(Act.STRIP, codes),)
        return Remux(StripStill(), None, "jpeg", None, 0.0, operations, cost.copied(facts))
    if facts.shown is None:
        raise ValueError("a picture without a size")
    size = aim.picture(facts.shown, spec)
    picture = EncodeStill(size, spec.max_bytes)
    operations = (Operation(Act.ENCODE_STILL, codes),)
    return Encode(picture, None, "jpeg", None, 0.0, operations, cost.still(facts, size))


class _Film:
    """The choices for one film, made once and put together as a Plan."""

    def __init__(self, facts: Facts, spec: Spec, codes: tuple[str, ...], options: Options) -> None:
        if facts.video is None:
            raise ValueError("a film without a picture")
        self.facts, self.spec, self.codes, self.options = facts, spec, codes, options
        self.video: Video = facts.video
        self.slower = self._slower()
        self.encodes = bool(options.frame) or any(
            code in PICTURE_CODES and not (code == "frame_rate" and self.slower) for code in codes
        )
        self.until = self._until()

    def plan(self) -> Plan:
        """The Plan itself."""
        return self._encode() if self.encodes else self._copy()

    def _slower(self) -> Fraction | None:
        """60.02 a second becomes 60 by stretching its times, when nothing else is wrong."""
        beat, most = self.video.cadence, self.spec.max_rate
        others = PICTURE_CODES.intersection(self.codes) - {"frame_rate"}
        if others or not beat.exact or self.facts.seconds > _STRETCH_SECONDS:
            return None
        if target_container(self.facts) != "mp4" or not most < beat.rate <= most * _SLOWEST:
            return None
        return beat.rate / most

    def _until(self) -> float | None:
        if "too_long" in self.codes:
            return self.spec.max_seconds
        return self.facts.seconds if "audio_tail" in self.codes else None

    def _seconds(self) -> float:
        return min(self.facts.seconds, self.until or self.facts.seconds)

    def _sound(self) -> CopySound | EncodeSound | None:
        sound = self.facts.sound
        if sound is None or not sound.decodable:
            return None
        # cut in the middle of its packets, or damaged, or from a box whose codec the new one lacks
        anew = SOUND_CODES | {"edit_trim", "damaged"}
        fits = not self.encodes or ("mp4", sound.codec) in self.spec.sound_codecs
        if not anew.intersection(self.codes) and fits:
            return CopySound(sound.index)
        return EncodeSound(
            sound.index,
            min(sound.channels, self.spec.max_channels),
            min(sound.sample_rate, self.spec.max_sample_rate) if _usual(sound) else 48_000,
        )

    def _copy(self) -> Plan:
        rate = self.spec.max_rate if self.slower else None
        picture = CopyPicture(self.video.index, self.video.codec, self.slower, rate)
        seconds = self._seconds() * float(self.slower or 1)
        box, operations = target_container(self.facts), self._operations()
        sound = self._sound()
        if isinstance(sound, EncodeSound):
            price = cost.sound(self.facts)
            return EncodeAudio(picture, sound, box, self.until, seconds, operations, price)
        price = cost.copied(self.facts)
        return Remux(picture, sound, box, self.until, seconds, operations, price)

    def _encode(self) -> Plan:
        if self.facts.shown is None:
            raise ValueError("a film without a size")
        video = self.video
        sizes = aim.aim(self.facts.shown, self.spec, self.options.frame)
        rate = aim.rate(video.cadence, self.spec)
        peak = aim.bit_rate(sizes.size, rate, self._seconds(), self.spec)
        picture = EncodePicture(
            stream=video.index,
            crop=sizes.crop,
            size=sizes.size,
            pad=sizes.pad,
            deinterlace=video.interlaced,
            tone_map=video.plain_light if "hdr" in self.codes else None,
            matrix=video.likely_matrix,
            primaries=video.primaries if video.primaries in _PRIMARIES else "bt709",
            transfer=video.transfer if video.transfer in _TRANSFERS else "bt709",
            rate=rate,
            max_bit_rate=peak,
            thins_out=video.cadence.rate > rate,
        )
        price = cost.encoded(self.facts, picture, self._seconds())
        operations = self._operations()
        return Encode(picture, self._sound(), "mp4", self.until, self._seconds(), operations, price)

    def _operations(self) -> tuple[Operation, ...]:
        """Each Finding under the act that answers it, none left over."""
        sound = self._sound()
        acts: dict[Act, list[str]] = {}
        if self.options.frame:
            acts[Act.REFRAME] = ["asked"]
        for code in self.codes:
            acts.setdefault(self._act(code, sound), []).append(code)
        if self.encodes and Act.ENCODE_SOUND not in acts and isinstance(sound, EncodeSound):
            # the sound has to follow the picture: into MP4, or past the same hidden part
            acts[Act.ENCODE_SOUND] = acts.get(Act.ENCODE_PICTURE, ["asked"])
        return tuple(Operation(act, tuple(why)) for act, why in acts.items())

    def _act(self, code: str, sound: CopySound | EncodeSound | None) -> Act:
        if code in ("too_long", "audio_tail"):
            return Act.CUT
        if code in SOUND_CODES:
            return Act.ENCODE_SOUND if sound else Act.DROP_SOUND
        if code == "frame_rate" and self.slower:
            return Act.RETIME
        return Act.ENCODE_PICTURE if code in PICTURE_CODES else Act.REPACK


def _usual(sound: Sound) -> bool:
    """Whether AAC knows this sampling rate."""
    return sound.sample_rate in (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
