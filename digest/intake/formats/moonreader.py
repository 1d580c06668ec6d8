"""What the files of Moon+ Reader share: its colours and its numbers."""

from __future__ import annotations

import colorsys

_HUES = ((15, "red"), (45, "orange"), (70, "yellow"), (170, "green"), (260, "blue"), (290, "purple"), (345, "pink"))


def color_of(argb: str) -> str:
    """The name of a colour that is written as a signed number of 32 bits; nothing for a grey."""
    if not argb.removeprefix("-").isdecimal() or len(argb) > 12:
        return ""
    red, green, blue = ((int(argb) >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    hue, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
    return next((name for limit, name in _HUES if hue * 360 < limit), "red") if saturation > 0.2 else ""


def number(digits: str) -> int:
    """``digits`` as a number that leaves room for others beside it; 0 when they are none."""
    return int(digits[:6]) if digits.isdecimal() else 0
