"""Clippings by the thousand: Cubox exports of about 4 kB with eight highlights each, always the same."""

from __future__ import annotations

import random
import re
from pathlib import Path

HIGHLIGHTS = 8

_WORDS = re.findall(
    r"\w+",
    "tide ledger harbour lantern quarry meadow signal copper orchard granite compass furrow anchor kiln parchment "
    "estuary beacon loom saddle mortar plough sextant timber cistern gable millrace ferry chisel canvas hearth",
)
_EPOCH = 1451577600
_FIRST = 1_767_225_600_000  # 2026-01-01 in Unix milliseconds


def write_clippings(folder: Path, count: int) -> None:
    """Write ``count`` clipping files below ``folder``, a thousand to a sub-folder."""
    chance = random.Random(1)  # noqa: S311 - the same corpus in every run
    for number in range(count):
        shelf = folder / f"{number // 1000:03}"
        shelf.mkdir(parents=True, exist_ok=True)
        (shelf / f"clipping-{number:06}.md").write_text(_clipping(number, chance), "utf-8")


def _clipping(number: int, chance: random.Random) -> str:
    card = _identifier(number * 100_000)
    title = " ".join(chance.choices(_WORDS, k=6)).capitalize()
    marks = "\n".join(_mark(card, number * 100_000 + 1000 * n, chance) for n in range(1, HIGHLIGHTS + 1))
    return (
        f'---\nid: "{card}"\ncubox_url: https://cubox.pro/web/card/{card}\n'
        f"url: https://example.org/{number}\ntags:\n  - bench\n\n---\n# {title}\n\n{_sentence(chance, 30)}\n\n"
        f"[Read in Cubox](https://cubox.pro/web/card/{card})  \n[Read Original](https://example.org/{number})  \n\n"
        f"---\n\n## Annotations  \n\n{marks}"
    )


def _mark(card: str, offset: int, chance: random.Random) -> str:
    link = f"https://cubox.pro/web/annotations/cards/{card}?highlight={_identifier(offset)}"
    return f"> {_sentence(chance, 40)}  \n\n[Link\ufe0f]({link})  \n"


def _identifier(offset: int) -> str:
    return str((_FIRST + offset - _EPOCH) << 22)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."
