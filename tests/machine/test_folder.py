"""Whatever happens to the files of a folder: what was ever read is known once, and stands where it is.

Hypothesis plays reader, editor and sync client. With ``MACHINE_EXAMPLES=2000 MACHINE_STEPS=50`` in the environment
it plays for an hour.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from digest.app.bootstrap import now
from digest.app.ingest import ScanReport, ingest
from digest.app.settings_file import load
from digest.app.survey import USUAL, Orders
from digest.intake.folder import shown
from digest.store.library import Library
from tests.acceptance.home import cubox, make_home

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40"))
STEPS = int(os.environ.get("MACHINE_STEPS", "20"))

CARD = 7421446577446000001
NAMES = [
    *("a.md", "b.md", "A.md", "-rf", "notes/c.md", "notes/deeper/d.md", "drafts/e.md", "drafts/f.md"),
    *(unicodedata.normalize(form, "café.md") for form in ("NFC", "NFD")),
    *(os.fsdecode(b"bad\xff.md"), "two\nlines.md", "灯塔.md"),
]
MANY = [f"shelf/{number}.md" for number in range(12)]
MARKS = range(30)

File = frozenset[int]
"""The marks in a file; a mark says the same wherever it is."""

names = st.sampled_from(NAMES)
contents = st.frozensets(st.sampled_from(MARKS[12:]), max_size=4)


def text(mark: int) -> str:
    word = unicodedata.name(chr(0x2600 + mark)).lower()
    return f"Mark {mark} is about {word}, which nobody had drawn {mark * 37} times before."


class Folder(RuleBasedStateMachine):
    """A folder, what should be in it, and the library that reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="digest-machine-"))
        home = make_home(self.place / "home")
        self.root = home.clippings
        self.settings = load(home.settings, {})
        self.library = Library(self.settings.library.state)
        self.disk: dict[str, File] = {}
        self.wastebasket: dict[str, File] = {}
        self.has_rules = False
        self.ever_read: set[int] = set()

    def teardown(self) -> None:
        self.library.close()
        shutil.rmtree(self.place)

    @initialize()
    def a_shelf_of_files(self) -> None:
        for number, name in enumerate(MANY):
            self._write(name, frozenset([number]))
        self.scan()

    @rule(name=names, content=contents)
    def write(self, name: str, content: File) -> None:
        self._write(name, content)

    @precondition(lambda self: self.disk)
    @rule(chance=st.randoms(use_true_random=False), name=names)
    def rename(self, chance: Random, name: str) -> None:
        old = self._any(self.disk, chance)
        if old != name:
            self._write(name, self.disk[old], moved_from=old)

    @precondition(lambda self: self.disk)
    @rule(chance=st.randoms(use_true_random=False), content=contents)
    def make_a_conflict_copy(self, chance: Random, content: File) -> None:
        original = self._any(self.disk, chance)
        stem = original.removesuffix(".md")
        self._write(f"{stem}.sync-conflict-20260818-173636-D4LGQYW.md", self.disk[original] | content)

    @precondition(lambda self: self.disk)
    @rule(chance=st.randoms(use_true_random=False))
    def delete(self, chance: Random) -> None:
        name = self._any(self.disk, chance)
        (self.root / name).unlink()
        self.wastebasket[name] = self.disk.pop(name)

    @precondition(lambda self: self.wastebasket)
    @rule(chance=st.randoms(use_true_random=False))
    def restore(self, chance: Random) -> None:
        name = self._any(self.wastebasket, chance)
        self._write(name, self.wastebasket.pop(name))

    @rule()
    def rule_drafts_out_or_in(self) -> None:
        self.has_rules = not self.has_rules
        if self.has_rules:
            (self.root / ".digestignore").write_text("drafts/\n")
        else:
            (self.root / ".digestignore").unlink()

    @rule(names=st.permutations(["shelf", "Shelf"]))
    def rename_the_shelf(self, names: list[str]) -> None:
        old, new = names
        if (self.root / old).exists() and not (self.root / new).exists():
            (self.root / old).rename(self.root / new)
            moved = [name for name in self.disk if name.startswith(f"{old}/")]
            self.disk |= {new + name.removeprefix(old): self.disk.pop(name) for name in moved}

    @rule(orders=st.sampled_from([USUAL, USUAL, Orders(deep=True)]))
    def scan(self, orders: Orders = USUAL) -> None:
        report = self._scan(orders)
        if any("--confirm-removals" in problem.hint for problem in report.problems):
            report = self._scan(Orders(confirmed=True))
        assert self._standing() == {(name, text(mark)) for name, file in self._seen().items() for mark in file}
        assert self._scan(USUAL).files["unchanged"] == len(self._seen())

    @rule()
    def unmount_and_mount_again(self) -> None:
        self.scan()
        before, held = self._standing(), len(self._seen())
        self.root.rename(self.place / "mounted elsewhere")
        self.root.mkdir()
        report = self._scan(USUAL)
        if held > 1:
            assert [problem for problem in report.problems if "--confirm-removals" in problem.hint]
            assert self._standing() == before
        self.root.rmdir()
        (self.place / "mounted elsewhere").rename(self.root)
        self.scan()

    @invariant()
    def everything_ever_read_is_known_once(self) -> None:
        with self.library.reading() as connection:
            known = [row[0] for row in connection.exec_driver_sql("SELECT text FROM highlights")]
        assert sorted(known) == sorted(map(text, self.ever_read))

    def _scan(self, orders: Orders) -> ScanReport:
        with self.library.writing():
            report = ingest(self.library, self.settings, now(), lambda done, total: None, orders=orders)
        assert report.seen == sum(report.files.values())
        new = {mark for file in self._seen().values() for mark in file} - self.ever_read
        assert report.merged.highlights["new"] == len(new)
        self.ever_read |= new
        return report

    def _standing(self) -> set[tuple[str, str]]:
        """Each file with each text that stands in it, as the library has it."""
        with self.library.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT path, text FROM sightings JOIN files ON files.id = file_id"
                " JOIN highlights ON highlights.id = highlight_id"
            )
            return {(path.removeprefix(f"{self.root}/"), stated) for path, stated in rows}

    def _seen(self) -> dict[str, File]:
        """What a scan is to find, by names as they are shown; nothing while the folder is elsewhere."""
        if not any(self.root.iterdir()):
            return {}
        return {
            shown(name): file
            for name, file in self.disk.items()
            if not (self.has_rules and name.startswith("drafts/"))
        }

    def _write(self, name: str, content: File, moved_from: str = "") -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if moved_from:
            (self.root / moved_from).rename(path)
            del self.disk[moved_from]
        else:
            path.write_text(cubox(CARD, "A work", {CARD + mark: text(mark) for mark in sorted(content)}), "utf-8")
        self.disk[name] = content

    @staticmethod
    def _any(among: Iterable[str], chance: Random) -> str:
        return chance.choice(sorted(among))


TestFolder = Folder.TestCase
TestFolder.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None)
