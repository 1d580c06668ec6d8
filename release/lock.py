"""The lock as facts: each package with its version, fingerprints, marker and who asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"

_HEAD = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+))?")


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of the lock; ``marker`` says on which systems it is needed, ``via`` names who needs it."""

    name: str
    version: str
    marker: str
    fingerprints: tuple[str, ...]
    via: tuple[str, ...]


def read_lock(text: str) -> dict[str, Locked]:
    """The packages of a lock as ``uv pip compile --generate-hashes`` writes it, by name."""
    return {locked.name: locked for locked in _entries(text)}


def _entries(text: str) -> Iterator[Locked]:
    for block in re.split(r"(?m)^(?=\w)", text):
        if head := _HEAD.match(block):
            yield Locked(
                head["name"],
                head["version"],
                (head["marker"] or "").strip(),
                tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)),
                tuple(re.findall(r"(?m)^ +#(?: via| +)(?! via) *(\S.*)$", block)),
            )


def needed(locked: Mapping[str, Locked], roots: set[str]) -> set[str]:
    """``roots`` and all that they need, at any remove."""
    found: set[str] = set()
    fresh = set(roots)
    while fresh:
        found |= fresh
        fresh = {one.name for one in locked.values() if found.intersection(one.via)} - found
    return found
