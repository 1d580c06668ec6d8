"""The settings: what they are, and reading them with every problem told at once.

A key is described once, in ``_TABLES``: how its value is read and what it is when absent. Environment twins
(``DIGEST_OUTBOX__FOLDER``) exist for the tables that have no name of their own; they win over the file.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from digest.core.slots import check_schedule
from digest.deliver.address import parse_mailbox
from digest.errors import SettingsError
from digest.model.clipping import Quotes

SMALLEST_LETTER = 24_000
"""Bytes: the frame and one highlight cut short fit into this, whatever is in it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """``[library]``: the watched folders, the state file and which block quotes count."""

    folders: tuple[Path, ...]
    state: Path
    quotes: Quotes


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """``[outbox]``: where letters are written and where that folder is published, if it is."""

    folder: Path
    public_url: str


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``[smtp]``: the sender named in a message."""

    sender: str


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """``[digests.NAME]``."""

    name: str
    title: str
    seal: str
    language: str
    schedule: str
    timezone: ZoneInfo
    to: tuple[str, ...]
    fresh: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that ``config/digest.toml`` says; ``digests`` in the order of the file."""

    path: Path
    library: LibrarySettings
    outbox: OutboxSettings
    smtp: SmtpSettings
    digests: Mapping[str, DigestSettings]


class _Refused(Exception):
    """A value that cannot be; the message says what is wanted."""


_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class _Key:
    """How a key is read: from a TOML value to ours, its default, and its environment twin as a TOML value."""

    read: Callable[[Any], Any]
    default: Any = _REQUIRED
    twin: Callable[[str], Any] = str


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the TOML file.
        environ: where the environment twins are looked up.

    Raises:
        SettingsError: the file is missing, is no TOML, or has problems: all of them.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError([f"there is no settings file '{path}'"], hint="make one with 'digest init'") from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"the settings '{path}' are not UTF-8"], hint="save the file as UTF-8") from error
    except OSError as error:
        raise SettingsError([f"the settings '{path}' cannot be read: {error.strerror}"]) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: not TOML: {error}"]) from error
    return _Reading(path, text, environ).settings(tables)


class _Reading:
    """One reading of the settings file; gathers problems."""

    def __init__(self, path: Path, text: str, environ: Mapping[str, str]) -> None:
        self._path = path
        self._lines = _lines_of_keys(text)
        self._environ = environ
        self._problems: list[str] = []

    def settings(self, tables: dict[str, Any]) -> Settings:
        self._refuse_unknown("", tables, [*_TABLES, "digests"])
        self._refuse_unknown_twins()
        values = {name: self._table(name, tables.get(name, {}), keys) for name, keys in _TABLES.items()}
        digests = self._digests(tables.get("digests", {}))
        if self._problems:
            raise SettingsError(self._problems)
        base = self._path.absolute().parent
        library = values["library"]
        return Settings(
            path=self._path,
            library=LibrarySettings(
                folders=tuple(_below(base, folder) for folder in library["folders"]),
                state=_below(base, library["state"]),
                quotes=library["quotes"],
            ),
            outbox=OutboxSettings(_below(base, values["outbox"]["folder"]), values["outbox"]["public_url"]),
            smtp=SmtpSettings(values["smtp"]["from"]),
            digests=digests,
        )

    def _digests(self, tables: Any) -> dict[str, DigestSettings]:
        if not isinstance(tables, dict) or not tables:
            self._tell("digests", "", "name at least one digest, as a table [digests.daily]")
            return {}
        digests = {}
        for name, table in tables.items():
            where = f"digests.{name}"
            if not _NAME.fullmatch(name):
                self._tell(where, "", f"the name '{name}' may have a-z, 0-9 and - only, 40 at most")
            values = self._table(where, table, _DIGEST)
            if not self._problems:
                shown = {key: value for key, value in values.items() if key in DigestSettings.__slots__}
                digests[name] = DigestSettings(name=name, **shown)
        return digests

    def _table(self, where: str, table: Any, keys: Mapping[str, _Key]) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._tell("", where, f"'{where}' must be a table")
            return {}
        self._refuse_unknown(where, table, keys)
        return {name: self._value(where, name, table, key) for name, key in keys.items()}

    def _value(self, where: str, name: str, table: Mapping[str, Any], key: _Key) -> Any:
        variable = _twin(where, name)
        if where in _TABLES and variable in self._environ:
            told, place = self._environ[variable], variable
            value: Any = key.twin(told)
        elif name in table:
            value, place = table[name], ""
        elif key.default is _REQUIRED:
            self._tell(where, "", f"[{where}] needs '{name}'")
            return None
        else:
            return key.default
        try:
            return key.read(value)
        except _Refused as refused:
            shown = name if name in _SECRET else f"{name} = {_shown(value)}"
            self._tell(where, name, f"{shown}: {refused}", place)
            return None

    def _refuse_unknown(self, where: str, table: Iterable[str], known: Collection[str]) -> None:
        for name in table:
            if name not in known:
                self._tell(where, name, f"unknown key '{name}'" + _nearest(name, known))

    def _refuse_unknown_twins(self) -> None:
        known = [_twin(table, name) for table, keys in _TABLES.items() for name in keys]
        for variable in self._environ:
            if variable.startswith("DIGEST_") and "__" in variable and variable not in known:
                self._tell("", "", "unknown setting" + _nearest(variable, known), variable)

    def _tell(self, where: str, name: str, message: str, place: str = "") -> None:
        line = self._line(where, name)
        self._problems.append(f"{place or self._path}{f':{line}' if line and not place else ''}: {message}")

    def _line(self, where: str, name: str) -> int:
        """The line of key ``name`` in table ``where``; of the table around it if there is no such line; or 0."""
        key = f"{where}.{name}".strip(".")
        while key and key not in self._lines:
            key = key.rpartition(".")[0]
        return self._lines.get(key, 0)


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line on which each table and each key (``library.folders``) first stands."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _TABLE_HEAD.match(line):
            table = key = _bare(head[1])
        elif assignment := _ASSIGNMENT.match(line):
            key = f"{table}.{_bare(assignment[1])}".strip(".")
        else:
            continue
        parts = key.split(".")
        for depth in range(1, len(parts) + 1):
            lines.setdefault(".".join(parts[:depth]), number)
    return lines


_TABLE_HEAD = re.compile(r"\s*\[\[?([^\[\]=,]+)\]")
_ASSIGNMENT = re.compile(r"\s*([\w.\-\"' ]+?)\s*=")


def _bare(key: str) -> str:
    return re.sub(r"[\s\"']", "", key)


def _twin(table: str, name: str) -> str:
    return f"DIGEST_{table}__{name}".upper()


def _nearest(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean '{close[0]}'?" if close else f"; known are {', '.join(known)}"


_SECRET = ("password",)


def _shown(value: Any) -> str:
    """``value`` as an error may show it: short, and without the password of an address."""
    text = re.sub(r"//\S*@", "//…@", f"'{value}'" if isinstance(value, str) else str(value))
    return text if len(text) <= 60 else text[:60] + "…"


def _below(base: Path, path: str) -> Path:
    return Path(os.path.normpath(base / Path(path).expanduser()))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Refused("wants text in quotes")
    return value


def _name(value: Any) -> str:
    text = " ".join(_text(value).split())
    if not text or len(text) > 60:
        raise _Refused("wants one to 60 characters")
    return text


def _seal(value: Any) -> str:
    if not 1 <= len(_text(value).strip()) <= 4:
        raise _Refused("wants one to four characters")
    return str(value).strip()


def _path(value: Any) -> str:
    if not _text(value) or "\0" in value:
        raise _Refused("wants a path")
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise _Refused("names a home folder that is not there") from None
    return str(value)


def _paths(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise _Refused('wants a list of folders, ["~/clippings"]')
    return [_path(path) for path in value]


def _state(value: Any) -> str:
    if _path(value).startswith("postgres"):
        raise _Refused("wants a file; PostgreSQL is not supported yet")
    return str(value)


def _web_address(value: Any) -> str:
    if _text(value) and not re.fullmatch(r"https?://[^\s/?#@]+[^\s?#]*", value):
        raise _Refused("wants an address that begins with https:// or http://, or nothing")
    return str(value).rstrip("/")


def _nothing(why: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if _text(value):
            raise _Refused(why)
        return ""

    return read


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise _Refused(f"wants {' or '.join(choices)}")
        return str(value)

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _Refused(f"wants a whole number from {least} to {most}" if most > least else f"wants {least}")
        return value

    return read


def _seconds(value: Any) -> float:
    if not (match := re.fullmatch(r"(\d{1,4}(?:\.\d+)?)\s*(s|min)", _text(value).strip())):
        raise _Refused("wants seconds or minutes, like 5s or 2min")
    return float(match[1]) * (60 if match[2] == "min" else 1)


def _schedule(value: Any) -> str:
    if problem := check_schedule(_text(value)):
        raise _Refused(f"wants five cron fields, like '30 7 * * *' ({problem})")
    return str(value)


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError, raised below; these are odd names
        raise _Refused("wants the name of a time zone, like Asia/Shanghai") from None
    except KeyError:
        raise _Refused("is no time zone known here; wants a name like Asia/Shanghai") from None


def _list_of(*choices: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(choice in choices for choice in value):
            raise _Refused(f"wants a list of {' and '.join(choices)}")
        return tuple(value)

    return read


def _address(value: Any) -> str:
    try:
        parse_mailbox(_text(value))
    except SettingsError as error:
        raise _Refused(str(error)) from None
    return str(value)


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Refused('wants a list of addresses, ["you@example.net"]')
    return tuple(_address(address) for address in value)


_TABLES: dict[str, dict[str, _Key]] = {
    "library": {
        "folders": _Key(_paths, twin=lambda told: told.split(os.pathsep)),
        "state": _Key(_state, "../var/digest.db"),
        "settle": _Key(_seconds, "5s"),
        "quotes": _Key(_one_of(*get_args(Quotes)), "sourced"),
    },
    "outbox": {
        "folder": _Key(_path, "../outbox"),
        "public_url": _Key(_web_address, ""),
    },
    "smtp": {
        "host": _Key(_nothing("leave it empty: sending by mail is not there yet"), ""),
        "port": _Key(_whole(1, 65_535), 587, twin=lambda told: int(told) if told.isdecimal() else told),
        "security": _Key(_one_of("starttls", "tls", "none"), "starttls"),
        "username": _Key(_text, ""),
        "password": _Key(_text, ""),
        "password_file": _Key(_text, ""),
        "from": _Key(_address, "Digest <digest@localhost>"),
    },
}

_DIGEST: dict[str, _Key] = {
    "title": _Key(_name, "Gleanings"),
    "seal": _Key(_seal, "拾句"),
    "language": _Key(_one_of("en", "zh-Hans", "auto"), "auto"),
    "schedule": _Key(_schedule, "30 7 * * *"),
    "timezone": _Key(_zone, ZoneInfo("UTC")),
    "deliver": _Key(_list_of("outbox", "smtp"), ("outbox",)),
    "to": _Key(_addresses, ()),
    "fresh": _Key(_whole(1, 1000), 20),
    "max_bytes": _Key(_whole(SMALLEST_LETTER, 10_000_000), 72_000),
    # One value each today; named so that a settings file can say it.
    "if_missed": _Key(_one_of("send-late"), "send-late"),
    "when_empty": _Key(_one_of("skip"), "skip"),
    "resurface": _Key(_whole(0, 0), 0),
    "on_unsure": _Key(_one_of("hold"), "hold"),
}


def key_names() -> dict[str, tuple[str, ...]]:
    """Every table with its keys; ``digests.NAME`` stands for each digest."""
    return {name: tuple(keys) for name, keys in _TABLES.items()} | {"digests.NAME": tuple(_DIGEST)}
