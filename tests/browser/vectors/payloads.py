"""What the vectors carry: the smallest pieces that run by themselves, and what is asked for."""

from __future__ import annotations

from base64 import b64encode

RUN = "alert(1)"
ASKED = "https://x.example/"

SCRIPT = f"<script>{RUN}</script>"
PICTURE = f"<img src=x onerror={RUN}>"
DRAWING = f"<svg onload={RUN}>"
PIECES = (SCRIPT, PICTURE, DRAWING)

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
_HEAD = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0"
SOUND = "data:audio/wav;base64," + b64encode(_HEAD + b"\x80" * 8).decode()
"""A millisecond of silence."""


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def mixed_case(text: str) -> str:
    return "".join(letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(text))


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
