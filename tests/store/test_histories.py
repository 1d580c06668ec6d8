"""Whatever becomes of a few files: what stands in them is in the library, each text where it stands."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from digest.model.clipping import StatedWork
from digest.store import holdings
from digest.store.holdings import Scan
from digest.store.library import Connection, Library
from tests.store.examples import NOW, READER, reading

FOX = "The quick brown fox jumps over the lazy dog"
TEXTS = [FOX, FOX.replace("dog", "cat"), FOX.replace("lazy", "2 lazy"), FOX[::-1], "Yes.", "Yes!"]
PATHS = ["a.md", "b.md", "c.md"]


class Note(NamedTuple):
    """A file: the title of its work, and its highlights."""

    title: str
    texts: tuple[str, ...]


def test_each_text_stands_where_its_files_hold_it_and_nowhere_else(library: Library) -> None:
    for seed in range(300):
        chance = Random(seed)  # noqa: S311  a history is told by its number
        disk: dict[str, Note] = {}
        with library.transaction() as connection:
            for _ in range(6):
                before = dict(disk)
                for _ in range(chance.choice([1, 1, 2])):
                    change_a_file(disk, chance)
                scan(connection, before, disk)
                held = {(path, text) for path, note in disk.items() for text in note.texts}
                assert sighted(connection) == held, f"history {seed}"
                assert noted_as_lost(connection) == without_a_place(connection), f"history {seed}"
            connection.rollback()


def change_a_file(disk: dict[str, Note], chance: Random) -> None:
    """Write, edit, copy, rename or delete a file."""
    path, other = chance.sample(PATHS, 2)
    if path not in disk or chance.random() < 0.4:
        title = chance.choice(["Foxes", "Foxes", path])
        disk[path] = Note(title, tuple(chance.choices(TEXTS, k=chance.randrange(3))))
        return
    match chance.choice(["copy", "copy", "rename", "delete"]):
        case "copy":
            disk[other] = disk[path]
        case "rename":
            note = disk.pop(path)
            disk[other] = note._replace(title=other) if note.title == path else note
        case _:
            del disk[path]


def scan(connection: Connection, before: dict[str, Note], disk: dict[str, Note]) -> None:
    """Bring into the library what has changed, as a scan does."""
    vanished = before.keys() - disk.keys()
    adrift = holdings.adrift(connection, holdings.lost_with(connection, vanished))
    changed = [
        reading(path, *note.texts, work=StatedWork(note.title))
        for path, note in disk.items()
        if before.get(path) != note
    ]
    holdings.drop_files(connection, vanished)
    holdings.merge(connection, changed, Scan(NOW, READER, adrift))


def sighted(connection: Connection) -> set[tuple[str, str]]:
    """Each file with each text of which the library says that it stands there."""
    rows = connection.exec_driver_sql(
        "SELECT path, text FROM sightings JOIN files ON files.id = file_id"
        " JOIN highlights ON highlights.id = highlight_id"
    )
    return {(path, text) for path, text in rows}


def noted_as_lost(connection: Connection) -> set[int]:
    return set(connection.exec_driver_sql("SELECT highlight_id FROM standing_nowhere").scalars())


def without_a_place(connection: Connection) -> set[int]:
    every = "SELECT id FROM highlights EXCEPT SELECT highlight_id FROM sightings"
    return set(connection.exec_driver_sql(every).scalars())
