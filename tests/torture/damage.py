"""``./dev torture damage``: libraries that were damaged on disk, and what becomes of letters.

    python -m tests.torture.damage [MINUTES]

A home has sent two letters and could not send a third one. Its library is damaged, a mark is new, and digest runs.
Either it refuses, and nothing is sent; or what it prints and sends is what it would have without the damage, once.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from digest.errors import DigestError, LibraryError
from tests.acceptance.home import Home
from tests.app.test_behind import READERS, Life, lived_in, restore_at_each_point
from tests.postbox import Postbox
from tests.torture.tally import spread

FLIPS, CUTS, LOG_FLIPS = 500, 100, 50
POINTS = 20
"""Of a life, at each of which a copy of the library is kept and put back."""


@dataclass(frozen=True)
class Damage:
    """Something that befalls a library: ``do`` is given its file."""

    kind: str
    what: str
    do: Callable[[Path], None]


def flip(at: float, ending: str = "") -> Callable[[Path], None]:
    """Turn a bit over, at this share of the file."""

    def do(library: Path) -> None:
        file = Path(f"{library}{ending}")
        content = bytearray(file.read_bytes())
        place = int(at * len(content))
        content[place] ^= 1 << place % 8
        file.write_bytes(content)

    return do


def cut(at: float) -> Callable[[Path], None]:
    """End the file after this share of it."""
    return lambda library: library.write_bytes(library.read_bytes()[: int(at * library.stat().st_size)]) and None


def damages(flips: int = FLIPS, cuts: int = CUTS, log_flips: int = LOG_FLIPS) -> Iterator[Damage]:
    """What is tried: so many of each kind, all over the file."""
    yield from (Damage("a bit turned over", f"at {n}/{flips}", flip((n + 0.5) / flips)) for n in range(flips))
    yield from (Damage("cut short", f"at {n}/{cuts}", cut(n / cuts)) for n in range(cuts))
    for n in range(log_flips):
        at = (n + 0.5) / log_flips
        yield Damage("a bit of the log turned over", f"at {n}/{log_flips}", flip(at, "-wal"))
    yield Damage("empty", "", lambda library: library.write_bytes(b"") and None)
    yield Damage("zeroes", "", lambda library: library.write_bytes(bytes(library.stat().st_size)) and None)
    yield Damage("no database", "", lambda library: library.write_bytes(b"My notes.\n" * 9000) and None)
    yield Damage("deleted", "", lambda library: library.unlink())
    yield Damage("all deleted", "", lambda library: shutil.rmtree(library.parent))
    yield Damage("its log missing", "", lambda library: Path(f"{library}-wal").unlink())
    yield Damage("the log of another library", "", _log_of_another)


def _log_of_another(library: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, Postbox() as postbox:
        other = lived_in(Path(folder) / "home", postbox)
        other.morning(0)
        with _log_kept(other.home):
            other.morning(1)
            shutil.copyfile(f"{other.home.library}-wal", f"{library}-wal")


@contextmanager
def _log_kept(home: Home) -> Iterator[None]:
    """As after a crash, what is done meanwhile stands in the log alone."""
    with closing(sqlite3.connect(home.library)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM sqlite_master").fetchall()
        yield


class Lived:
    """The home as it was before any damage, and what comes of it without; ``postbox`` is its mail server."""

    def __init__(self, folder: Path, postbox: Postbox) -> None:
        self._kept, self._folder, self._postbox = folder / "kept", folder / "home", postbox
        life = lived_in(self._folder, postbox)
        life.morning(0)
        with _log_kept(life.home):
            life.morning(1)
            postbox.script["CONNECT"] = "421 later"
            life.morning(2)
            postbox.script.clear()
            shutil.copytree(self._folder, self._kept)
        self._before = life.taken()
        assert len(self._before) == 2 * len(READERS)
        self._right = self._go_on(Damage("none", "", lambda library: None))
        assert len(self._right[1]) == 2 * len(READERS)

    def judge(self, damage: Damage) -> tuple[str, str]:
        """What came of it, ``refused`` or ``read``, and what is wrong with that, if anything."""
        try:
            printed, sent = self._go_on(damage)
        except LibraryError:
            return "refused", "sent all the same" if self._sent() else ""
        except DigestError as error:
            return "refused", f"with other words: {error}"
        except Exception as error:  # noqa: BLE001 - what no person should see
            return "refused", f"with a traceback: {error!r}"
        wrong = [f"printed {printed - self._right[0]}"] if printed - self._right[0] else []
        wrong += [f"sent to {recipient}" for recipient, _ in sent.keys() - self._right[1].keys()]
        wrong += [f"sent twice to {recipient}" for (recipient, _), times in sent.items() if times > 1]
        return "read", "; ".join(wrong)

    def _go_on(self, damage: Damage) -> tuple[Counter[str], Counter[tuple[str, str]]]:
        """Damage the library and run; returns what all letters print, and what was sent to whom."""
        shutil.rmtree(self._folder)
        shutil.copytree(self._kept, self._folder)
        del self._postbox.kept[2 * len(READERS) :]
        life = Life(Home(self._folder), self._postbox)
        damage.do(life.home.library)
        life.morning(3)
        return Counter(life.printed()), self._sent()

    def _sent(self) -> Counter[tuple[str, str]]:
        return Counter(
            (recipient, content.decode()) for recipient, content in self._postbox.kept[2 * len(READERS) :]
        )


def main(minutes: float) -> int:
    """Try all that there is time for; returns 1 when something did not hold."""
    came: Counter[tuple[str, str]] = Counter()
    broken = []
    with tempfile.TemporaryDirectory() as folder, Postbox() as postbox:
        lived = Lived(Path(folder), postbox)
        for damage in spread(list(damages()), minutes):
            outcome, wrong = lived.judge(damage)
            came[damage.kind, outcome] += 1
            if wrong:
                broken.append(f"{damage.kind} {damage.what}: {wrong}")
    for (kind, outcome), times in sorted(came.items()):
        click.echo(f"  {times:4} {kind}: {outcome}")
    with tempfile.TemporaryDirectory() as folder, Postbox() as postbox:
        restore_at_each_point(lived_in(Path(folder) / "home", postbox), Path(folder), POINTS)
    click.echo(
        f"{'✗' if broken else '✓'} damage: {came.total():,} damaged libraries, {len(broken)} broken promises; "
        f"{POINTS} older copies put back, nothing printed or sent twice"
    )
    for told in broken:
        click.echo(f"broken: {told}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
