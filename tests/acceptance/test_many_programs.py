"""A reader's past in many programs: each highlight is known once, and printed once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random
from typing import Any

from tests.acceptance.home import Home, cubox
from tests.golden import pairs

WELL = "A well remembers rain, long after the field has forgotten it."
BUCKET = "Nothing is so loud as a bucket that comes up empty."

KINDLE = f"""\ufeffThe Slow Well: Essays on Water (Vane, Ida)
- Your Highlight on page 12 | location 180-181 | Added on Sunday, 18 January 2026 21:04:00

{WELL}
==========
\ufeffThe Slow Well: Essays on Water (Vane, Ida)
- Your Highlight on page 30 | location 410-411 | Added on Sunday, 18 January 2026 21:30:00

{BUCKET}
==========
"""
LONGER = f"""\ufeffThe Slow Well: Essays on Water (Vane, Ida)
- Your Highlight on page 12 | location 180-183 | Added on Monday, 19 January 2026 08:00:00

{WELL} So does a neighbour.
==========
"""
READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at\n"
    f'"{WELL.replace(",", " —").rstrip(".")}",The Slow Well: Essays on Water,Ida Vane,,True of people.,'
    "yellow,water,page,12,2026-01-18 13:04:00+00:00\n"
)
KOREADER = f"""# The Slow Well: Essays on Water
##### Ida Vane

## Thirst
### Page 30 @ 18 January 2026 09:30:00 PM
*{BUCKET}*
"""


def known(home: Home) -> list[dict[str, Any]]:
    """Every highlight, as the command that shows one tells of it."""
    highlights = home.answer("status")["library"]["highlights"]
    return [home.answer("highlight", str(id_)) for id_ in range(1, 1 + highlights)]


def test_the_same_highlight_in_three_programs_is_one(home: Home) -> None:
    home.write("kindle/My Clippings.txt", KINDLE)
    home.write("readwise/readwise-data.csv", READWISE)
    home.write("koreader/well.md", KOREADER)
    assert home.answer("scan")["files"]["unrecognised"] == 0

    told = {one["text"]: one for one in known(home)}
    assert told.keys() == {WELL, BUCKET}
    assert told[WELL]["note"] == "True of people."
    assert told[WELL]["tags"] == ["water"]
    assert [os.path.basename(place["path"]) for place in told[WELL]["sightings"]] == [
        "My Clippings.txt",
        "readwise-data.csv",
    ]
    assert home.answer("status")["library"]["works"] == 1


def test_what_was_printed_is_not_printed_again_when_another_program_brings_it(home: Home) -> None:
    home.write("My Clippings.txt", KINDLE)
    assert home.answer("run")["highlights"] == 2
    home.write("readwise-data.csv", READWISE)
    home.write("well.md", KOREADER)
    home.write("later/My Clippings.txt", KINDLE + LONGER)
    assert home.answer("run")["outcome"] == "empty"


def test_a_longer_selection_amends_the_highlight(home: Home) -> None:
    clippings = home.write("My Clippings.txt", KINDLE)
    home.answer("scan")
    clippings.write_text(KINDLE + LONGER, "utf-8")
    assert home.answer("scan")["highlights"] == {"new": 0, "amended": 1, "known": 1}
    assert f"{WELL} So does a neighbour." in [told["text"] for told in known(home)]


def test_a_conflict_copy_and_a_renamed_note_hold_nothing_new(home: Home) -> None:
    note = cubox(7421446577446718398, "The slow well", {7421446577450912700: WELL, 7421446577450912701: BUCKET})
    file = home.write("The slow well.md", note)
    assert home.answer("run")["highlights"] == 2
    home.write("The slow well (conflicted copy 2026-02-14).md", note.replace(WELL, f"“{WELL}”"))
    file.rename(file.with_name("THE SLOW WELL.md"))
    assert home.answer("run")["outcome"] == "empty"
    assert home.answer("status")["library"] == {"files": 2, "works": 1, "highlights": 2}


def test_a_highlight_that_went_before_it_was_printed_is_not_printed(home: Home) -> None:
    clippings = home.write("My Clippings.txt", KINDLE)
    home.answer("scan")
    clippings.write_text(KINDLE.partition("==========\n")[0] + "==========\n", "utf-8")
    assert home.answer("run")["highlights"] == 1
    assert home.answer("status")["library"]["highlights"] == 2


def test_files_in_another_order_and_in_other_folders_make_the_same_library(home: Home, tmp_path: Path) -> None:
    exports = []
    for seed in range(3):
        chance = Random(seed)  # noqa: S311  an order is told by its number
        shutil.rmtree(home.clippings)
        shutil.rmtree(home.library.parent, ignore_errors=True)
        files = pairs.inputs()
        chance.shuffle(files)
        for file in files:
            # The name stays, and that of the folder: where a file states no title, they are the title.
            copy = home.write(f"{chance.random()}/{file.parent.name}/{file.name}", file.read_bytes())
            os.utime(copy, (1_770_000_000, 1_770_000_000))
        first = home.answer("scan")
        again = home.answer("scan")
        assert first["files"]["read"] > 100
        assert (again["files"]["read"], again["highlights"]["new"]) == (0, 0)
        exports.append(home.call("export").out)
    assert exports[0]
    assert exports[1:] == exports[:1] * 2


def test_people_are_told_the_heading_the_colour_and_the_tags_of_a_highlight(home: Home) -> None:
    home.write("tides.csv", 'Highlight,Title,Chapter,Color,Tags\nThe tide waits.,Ebb,Low water,green,"sea,slow"\n')
    home.call("scan")
    assert "Low water · green · #sea · #slow" in home.call("highlight", "1").err
