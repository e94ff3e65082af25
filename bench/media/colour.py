"""A Display P3 profile written by hand, and one colour worked out in it and in sRGB."""

import struct

# The three primaries and white of Display P3, adapted to the D50 that profiles are written in.
_COLUMNS = {
    b"rXYZ": (0.515121, 0.241196, -0.001053),
    b"gXYZ": (0.291977, 0.692245, 0.041885),
    b"bXYZ": (0.157104, 0.066574, 0.784073),
    b"wtpt": (0.964203, 1.0, 0.824905),
}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
# Linear Display P3 to linear sRGB; both have the same white.
_TO_SRGB = (
    (1.224940, -0.224940, 0.0),
    (-0.042057, 1.042057, 0.0),
    (-0.019638, -0.078636, 1.098274),
)
P3_SAMPLE = (180, 120, 90)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65_536))


def _text(name: str) -> bytes:
    coded = name.encode("utf-16-be")
    return (
        b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(coded), 28) + coded
    )


def _profile() -> bytes:
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + b"".join(map(_fixed, _SRGB_CURVE))
    tags = {b"desc": _text("Display P3"), b"cprt": _text("none")}
    for name, xyz in _COLUMNS.items():
        tags[name] = b"XYZ " + bytes(4) + b"".join(map(_fixed, xyz))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    at = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += padded
    head = struct.pack(
        ">I4sI4s4s4s", at + len(bodies), bytes(4), 0x04000000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, _COLUMNS[b"wtpt"])) + bytes(48)
    return head + table + bodies


def _linear(level: int) -> float:
    value = level / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _level(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    coded = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(coded * 255)


def _in_srgb(colour: tuple[int, int, int]) -> tuple[int, ...]:
    linear = [_linear(level) for level in colour]
    return tuple(
        _level(sum(part * value for part, value in zip(row, linear, strict=True)))
        for row in _TO_SRGB
    )


DISPLAY_P3 = _profile()
P3_SAMPLE_IN_SRGB = _in_srgb(P3_SAMPLE)
