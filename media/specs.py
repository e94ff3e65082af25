"""The destinations we know by name, each number beside the page it comes from."""

from fractions import Fraction

from media.facts import Kind
from media.spec import Spec, VideoCodec

_GUIDE = "TikTok for Developers, Media Transfer Guide, read 2026-11-21"

TIKTOK_VIDEO = Spec(
    name="tiktok-video",
    kind=Kind.FILM,
    source=_GUIDE,
    # The guide: MP4 (recommended), WebM, MOV.
    containers=("mp4", "mov", "webm"),
    # "maximum of 4GB"; the smaller reading of GB
    max_bytes=4_000_000_000,
    # "minimum of 360 pixels and maximum of 4096 pixels for both height and width"
    min_side=360,
    max_short_side=4096,
    max_long_side=4096,
    # "H.264 (recommended), H.265, VP8, VP9". Pixel formats are ours: the guide names none, so we
    # let through what phones and browsers write and everybody plays. Main 10 is the form in which
    # iPhones record; without HDR it is ordinary HEVC.
    video_codecs=(
        VideoCodec("h264", ("yuv420p", "yuvj420p")),
        VideoCodec("hevc", ("yuv420p", "yuvj420p", "yuv420p10le")),
        VideoCodec("vp8", ("yuv420p",)),
        VideoCodec("vp9", ("yuv420p",)),
    ),
    # The guide is silent on sound; these are the pairs that the containers were made for.
    sound_codecs=(("mp4", "aac"), ("mov", "aac"), ("webm", "opus"), ("webm", "vorbis")),
    # "minimum of 23 FPS, maximum of 60 FPS"; compared as fractions, 60.02 has been refused
    min_rate=Fraction(23),
    max_rate=Fraction(60),
    # No minimum is written down. Under one second there is nothing to see; two resellers say 3 s.
    min_seconds=1.0,
    short_seconds=3.0,
    # "all creators … maximum of 10 minutes" by API; narrowed by what creator_info answers
    max_seconds=600.0,
    # Ours: 64 MB is the largest single chunk, in the smaller reading of MB.
    prefer_bytes=64_000_000,
)

TIKTOK_PHOTO = Spec(
    name="tiktok-photo",
    kind=Kind.PICTURE,
    source=_GUIDE,
    # "WebP, JPEG". WebP is taken as input only: a reseller turns it into JPEG before posting, and
    # a single refused picture sinks the whole carousel without being named.
    containers=("jpeg",),
    # "maximum of 20MB for each image"
    max_bytes=20_000_000,
    # Ours: no minimum is written down; below this there is nothing to see.
    min_side=16,
    # "maximum 1080p": 941x1672 passed and 1086x1448 failed, so the shorter side counts
    max_short_side=1080,
    max_long_side=1920,
    # "up to 35 images"
    max_items=35,
)

BY_NAME = {spec.name: spec for spec in (TIKTOK_VIDEO, TIKTOK_PHOTO)}
