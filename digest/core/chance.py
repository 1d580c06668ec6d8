"""Ties are broken as if by chance, but always in the same way: what is foreseen comes so."""

from __future__ import annotations

from zlib import crc32


def lot(id_: int, slot: str) -> int:
    """A number that one of ``slot`` draws: the lower one goes first."""
    return crc32(f"{id_} {slot}".encode())
