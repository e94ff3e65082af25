"""What a file is by its first bytes, whatever it is called: nothing else is ever opened."""

from dataclasses import dataclass

from media.errors import EmptyFileError, UnknownFormatError
from media.facts import Kind
from media.webp import is_animated

HEAD_BYTES = 4096  # enough for every signature and for the brands of an MP4
_TS_PACKET = 188
_EBML = b"\x1aE\xdf\xa3"
_MOV_STARTERS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")

_PLAIN = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"FLV\x01": "flv",
    b"\0\0\x01\xba": "mpeg",
}
_PICTURE_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"heim": "heic",
    b"heis": "heic",
    b"hevc": "heic",
}
_STILL_ONLY_BRANDS = (b"mif1", b"msf1")  # says "a picture", not how it is coded
_REFUSED_BRANDS = (b"crx ", b"jxl ")  # camera raw and JPEG XL look like MP4 and are not
PICTURES = frozenset({"jpeg", "png", "webp", "heic", "avif", "tiff"})
ISO_FILMS = frozenset({"mp4", "mov", "3gp", "m4a"})


@dataclass(frozen=True)
class Sniffed:
    """The family a file belongs to; an animated picture may be taken for either kind."""

    container: str
    kind: Kind
    may_be_either: bool = False


def sniff(head: bytes, kind_hint: Kind | None = None) -> Sniffed:
    """The container by content; an error for what we do not open."""
    if not head:
        raise EmptyFileError("the file is empty")
    container = _container(head)
    if container is None:
        raise UnknownFormatError(f"a file that starts with {_printable(head[:12])}")
    if container == "gif" or is_animated(head):
        return Sniffed(container, kind_hint or Kind.FILM, may_be_either=True)
    return Sniffed(container, Kind.PICTURE if container in PICTURES else Kind.FILM)


def _container(head: bytes) -> str | None:
    for signature, name in _PLAIN.items():
        if head.startswith(signature):
            return name
    if head.startswith(b"RIFF"):
        return {b"AVI ": "avi", b"WEBP": "webp"}.get(head[8:12])
    if head.startswith(_EBML):
        # the document type is one of the first things inside the EBML header
        return "webm" if b"webm" in head[:64] else "matroska"
    if head[4:8] == b"ftyp":
        return _iso(head)
    if head[4:8] in _MOV_STARTERS:
        return "mov"
    return "mpegts" if _is_transport_stream(head) else None


def _iso(head: bytes) -> str | None:
    length = int.from_bytes(head[:4], "big")
    brands = [head[8:12]] + [head[at : at + 4] for at in range(16, min(length, len(head) - 3), 4)]
    if brands[0] in _REFUSED_BRANDS:
        return None
    if brands[0] in _PICTURE_BRANDS:
        return _PICTURE_BRANDS[brands[0]]
    if brands[0] in _STILL_ONLY_BRANDS:
        return next((_PICTURE_BRANDS[one] for one in brands if one in _PICTURE_BRANDS), None)
    if brands[0] == b"qt  ":
        return "mov"
    if brands[0].startswith((b"3gp", b"3g2")):
        return "3gp"
    return "m4a" if brands[0] in (b"M4A ", b"M4B ") else "mp4"


def _is_transport_stream(head: bytes) -> bool:
    # plain packets of 188 bytes, or 192 with a time in front as camcorders write them
    return any(
        len(head) > start + 2 * step and all(head[start + n * step] == ord("G") for n in range(3))
        for start, step in ((0, _TS_PACKET), (4, _TS_PACKET + 4))
    )


def _printable(start: bytes) -> str:
    return repr(start.decode("ascii", "replace").replace("�", "?"))
