"""Reading ``config/digest.toml`` with every problem told at once, each with its line.

A key is described once, in ``_TABLES`` and ``_DIGEST``: how its value is read and what it is when absent. The
tables that have no name of their own have variables in the environment (``DIGEST_OUTBOX__FOLDER``), which win.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from digest.app import settings_values as read
from digest.app.settings import (
    DigestSettings,
    DraftSettings,
    FeedbackSettings,
    HeartbeatSettings,
    ImapSettings,
    LibrarySettings,
    OutboxSettings,
    Settings,
)
from digest.app.settings_filter import FilterReading
from digest.app.settings_mail import NOBODY, MailReading, below, variable_of
from digest.app.templates import beside, of_letter
from digest.errors import RenderError, SettingsError
from digest.intake.encodings import ENCODINGS
from digest.intake.folder import LARGEST
from digest.model.clipping import Quotes
from digest.model.delivery import OnUnsure
from digest.model.edition import Form, WhenEmpty
from digest.model.letter import LoginBy, Security

FREQUENCIES = {"often": 2.0, "more": 1.5, "normal": 1.0, "less": 0.5, "never": 0.0}
"""How often old ones of a source or a work come back."""

SMALLEST_LETTER = 24_000
"""Bytes: the frame and one highlight cut short fit into this, whatever is in it."""

_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class _Key:
    """How a key is read: from a TOML value to ours, its default, and how a variable's text becomes a TOML value."""

    read: Callable[[Any], Any]
    default: Any = _REQUIRED
    from_text: Callable[[str], Any] = str


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        path: the TOML file.
        environ: where variables are looked up.

    Raises:
        SettingsError: the file is missing, is no TOML, or has problems: all of them.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        hint = "name one with --config, go to the folder that 'digest init' made, or make one with 'digest init'"
        raise SettingsError([f"there is no settings file '{path}'"], hint=hint) from None
    except UnicodeDecodeError as error:
        raise SettingsError([f"the settings '{path}' are not UTF-8"], hint="save the file as UTF-8") from error
    except OSError as error:
        raise SettingsError([f"the settings '{path}' cannot be read: {error.strerror}"]) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: not TOML: {error}"]) from error
    except (RecursionError, ValueError) as error:  # brackets without end, a number of thousands of digits
        raise SettingsError([f"{path}: nothing that settings are made of"]) from error
    return _Reading(path, text, environ).settings(tables)


def unset_library() -> LibrarySettings:
    """``[library]`` where nobody has set anything: every key by its default, and no folder watched."""
    return _library(Path(), {name: key.default for name, key in _TABLES["library"].items()} | {"folders": ()})


class _Reading:
    """One reading of the settings file; gathers problems."""

    def __init__(self, path: Path, text: str, environ: Mapping[str, str]) -> None:
        self._path = path
        self._lines = _lines_of_keys(text)
        self._environ = environ
        self._problems: list[str] = []

    def settings(self, tables: dict[str, Any]) -> Settings:
        self._refuse_unknown("", tables, [*_TABLES, "frequency", "digests"])
        self._refuse_unknown_variables()
        self._refuse_open_secrets(tables)
        values = {name: self._table(name, tables.get(name, {}), keys) for name, keys in _TABLES.items()}
        base = self._path.absolute().parent
        watched = [below(base, folder) for folder in values["library"].get("folders") or ()]
        filters, answers_to = FilterReading(base, watched, self._tell), values["feedback"].get("address") or ""
        digests = self._digests(tables.get("digests", {}), filters, answers_to)
        frequency = self._frequency(tables.get("frequency", {}))
        digests = {name: replace(digest, frequency=frequency) for name, digest in digests.items()}
        self._check_ledgers(digests)
        if self._problems:
            raise SettingsError(self._problems)
        mail = MailReading(base, self._environ, self._tell)
        smtp, imap = mail.smtp(values["smtp"]), mail.imap(values["imap"])
        dkim = mail.dkim(values["dkim"], smtp.sender)
        if smtp.server:
            self._check_digests(digests.values(), imap)
        maildir = _path_or_none(base, values["feedback"]["maildir"])
        self._check_answers(digests.values(), can_be_read=bool(maildir or imap))
        if self._problems:
            raise SettingsError(self._problems)
        library = values["library"]
        outbox, state = below(base, values["outbox"]["folder"]), below(base, library["state"])
        if any(outbox == below(base, folder) for folder in library["folders"]):
            self._tell(
                "outbox", "folder", "the outbox cannot be a watched folder itself; name one inside or elsewhere"
            )
            raise SettingsError(self._problems)
        drafts = below(base, values["drafts"]["folder"])
        if any(drafts == below(base, folder) for folder in library["folders"]):
            self._tell("drafts", "folder", "drafts cannot be a watched folder; name one inside or elsewhere")
        if _is_in(drafts, outbox):
            self._tell("drafts", "folder", "drafts cannot lie in the outbox, which others may read; name another")
        if self._problems:
            raise SettingsError(self._problems)
        if above := next((one for one in library["folders"] if _is_in(state, below(base, one))), None):
            self._tell(
                "library",
                "state",
                f"the library cannot lie in the watched folder '{above}', which others copy; name one elsewhere",
            )
            raise SettingsError(self._problems)
        return Settings(
            path=self._path,
            library=_library(base, library),
            outbox=OutboxSettings(outbox, values["outbox"]["public_url"]),
            drafts=DraftSettings(drafts, timedelta(seconds=values["drafts"]["hold"])),
            smtp=smtp,
            digests=digests,
            imap=imap,
            dkim=dkim,
            notices=mail.secret_file(values["notices"]["urls_file"]),
            heartbeat=HeartbeatSettings(
                _path_or_none(base, values["heartbeat"]["file"]), values["heartbeat"]["url"]
            ),
            feedback=FeedbackSettings(maildir),
        )

    def _refuse_open_secrets(self, tables: Mapping[str, Any]) -> None:
        """Passwords in a file that others on this machine can read are none."""
        if os.name != "posix" or not self._path.stat().st_mode & 0o077:
            return
        for where in ("smtp", "imap"):
            table = tables.get(where)
            if isinstance(table, dict) and table.get("password"):
                chmod = f"chmod 600 {shlex.quote(str(self._path))}"
                self._tell(where, "password", f"others can read this file and the password in it: {chmod}")

    def _check_digests(self, digests: Iterable[DigestSettings], imap: ImapSettings | None) -> None:
        for digest in digests:
            if "smtp" not in digest.deliver:
                continue
            where = f"digests.{digest.name}"
            if not digest.to:
                self._tell(where, "to", "'to' names nobody: name an address, or leave 'smtp' out of deliver")
            if digest.on_unsure == "verify" and imap is None:
                self._tell(
                    where, "on_unsure", "on_unsure = 'verify' looks into the mailbox of [imap]: set its host"
                )

    def _check_ledgers(self, digests: Mapping[str, DigestSettings]) -> None:
        """A ledger that is called like a digest is that digest's, and one that is nearly called so is a slip."""
        for digest in digests.values():
            where, ledger = f"digests.{digest.name}", digest.ledger
            if (other := digests.get(ledger, digest)).ledger != ledger:
                told = f"'{ledger}' keeps what it prints in the ledger '{other.ledger}': name that one here too"
                self._tell(where, "ledger", told)
            shared = sum(one.ledger == ledger for one in digests.values()) > 1
            if ledger not in digests and not shared and (meant := read.slip(ledger, digests)):
                told = f"no digest is called '{ledger}', and no other has it as its ledger; did you mean '{meant}'?"
                self._tell(where, "ledger", told)

    def _frequency(self, table: Any) -> dict[str, float]:
        """How often old ones come back, by source or work."""
        if not isinstance(table, dict):
            self._tell("", "frequency", "'frequency' must be a table")
            return {}
        for name, told in table.items():
            if not isinstance(told, str) or told not in FREQUENCIES:
                wanted = " or ".join(FREQUENCIES)
                self._tell("frequency", name, f"{name} = {_shown(told)}: wants {wanted}")
        return {} if self._problems else {name: FREQUENCIES[told] for name, told in table.items()}

    def _check_answers(self, digests: Iterable[DigestSettings], *, can_be_read: bool) -> None:
        for digest in digests:
            if digest.feedback_to and not can_be_read:
                told = f"nobody reads what comes to '{digest.feedback_to}': set [feedback] maildir, or [imap] host"
                self._tell(f"digests.{digest.name}", "feedback_to", told)

    def _digests(self, tables: Any, filters: FilterReading, answers_to: str) -> dict[str, DigestSettings]:
        if not isinstance(tables, dict) or not tables:
            self._tell("digests", "", "name at least one digest, as a table [digests.daily]")
            return {}
        digests = {}
        for name, table in tables.items():
            where = f"digests.{name}"
            if not read.PLAIN_NAME.fullmatch(name):
                self._tell(where, "", f"the name '{name}' may have a-z, 0-9 and - only, 40 at most")
            values = self._table(where, table, _DIGEST)
            rules = {one: self._table(f"{where}.{one}", values.get(one) or {}, _RULES) for one in _RULED}
            if self._problems:
                continue
            try:
                of_letter(beside(self._path), values["template"])
            except RenderError as error:
                self._tell(where, "template", str(error))
            values["ledger"] = values["ledger"] or name
            values["feedback_to"] = values["feedback_to"] or answers_to
            values["filter"] = filters.filter(where, rules)
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
        variable = variable_of(where, name)
        if where in _TABLES and variable in self._environ:
            told, place = self._environ[variable], variable
            value: Any = key.from_text(told)
        elif name in table:
            value, place = table[name], ""
        elif key.default is _REQUIRED:
            self._tell(where, "", f"[{where}] needs '{name}'")
            return None
        else:
            return key.default
        try:
            return key.read(value)
        except read.Refused as refused:
            shown = name if where in _WITH_SECRETS else f"{name} = {_shown(value)}"
            self._tell(where, name, f"{shown}: {refused}", place)
            return None

    def _refuse_unknown(self, where: str, table: Iterable[str], known: Collection[str]) -> None:
        for name in table:
            if name not in known:
                self._tell(where, name, f"unknown key '{name}'" + read.nearest(name, known))

    def _refuse_unknown_variables(self) -> None:
        known = [variable_of(table, name) for table, keys in _TABLES.items() for name in keys]
        for variable in self._environ:
            if variable.startswith("DIGEST_") and "__" in variable and variable not in known:
                self._tell("", "", "unknown setting" + read.nearest(variable, known), variable)

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
_ASSIGNMENT = re.compile(r"([\w.\-\"'\s]+)=")


def _bare(key: str) -> str:
    return re.sub(r"[\s\"']", "", key)


def _shown(value: Any) -> str:
    """``value`` as an error may show it: short, and without the password of an address."""
    if isinstance(value, str) and "://" in value and "@" in value:
        return "(not shown: it names a user)"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _is_in(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _path_or_none(base: Path, told: str) -> Path | None:
    return below(base, told) if told else None


def _library(base: Path, values: Mapping[str, Any]) -> LibrarySettings:
    return LibrarySettings(
        folders=tuple(below(base, folder) for folder in values["folders"]),
        state=below(base, values["state"]),
        settle=values["settle"],
        quotes=values["quotes"],
        bookmarks=values["bookmarks"],
        encodings=values["encodings"],
        largest=values["largest"],
        quiet_days=values["quiet_days"],
    )


_TRUTHS = {"true": True, "false": False}


def _number(told: str) -> int | str:
    return int(told) if told.isdecimal() else told


def _words(told: str) -> list[str] | str:
    try:
        return shlex.split(told)
    except ValueError:  # a quotation mark without its other half
        return told


_PASSWORD: dict[str, _Key] = {
    "password": _Key(read.text, ""),
    "password_file": _Key(read.secret_file, ""),
    "password_command": _Key(read.command, (), from_text=_words),
}
_WITH_SECRETS = ("smtp", "imap", "dkim", "notices", "heartbeat")
"""Tables in which a secret may be in the wrong place."""

_TABLES: dict[str, dict[str, _Key]] = {
    "library": {
        "folders": _Key(read.paths, from_text=lambda told: told.split(os.pathsep)),
        "state": _Key(read.state, "../var/digest.db"),
        "settle": _Key(read.seconds, 5.0),
        "quotes": _Key(read.one_of(*get_args(Quotes)), "sourced"),
        "bookmarks": _Key(read.truth, False, from_text=lambda told: _TRUTHS.get(told.lower(), told)),
        "encodings": _Key(read.encodings, ENCODINGS, from_text=lambda told: told.replace(",", " ").split()),
        "largest": _Key(read.size(1_000, 100_000_000), LARGEST),
        "quiet_days": _Key(read.whole(0, 3_650), 14, from_text=_number),
    },
    "outbox": {
        "folder": _Key(read.path, "../outbox"),
        "public_url": _Key(read.web_address, ""),
    },
    "drafts": {
        "folder": _Key(read.path, "../drafts"),
        "hold": _Key(read.seconds, 600.0),
    },
    "smtp": {
        "host": _Key(read.host, ""),
        "port": _Key(read.whole(1, 65_535), 587, from_text=_number),
        "security": _Key(read.one_of(*get_args(Security)), "starttls"),
        "login": _Key(read.one_of(*get_args(LoginBy)), "password"),
        "username": _Key(read.text, ""),
        **_PASSWORD,
        "from": _Key(read.address, NOBODY),
        "connections": _Key(read.whole(1, 16), 1, from_text=_number),
        "per_minute": _Key(read.whole(0, 100_000), 0, from_text=_number),
        "per_connection": _Key(read.whole(0, 100_000), 0, from_text=_number),
    },
    "imap": {
        "address": _Key(read.own_address, ""),
        "host": _Key(read.host, ""),
        "port": _Key(read.whole(1, 65_535), 993, from_text=_number),
        "security": _Key(read.one_of(*get_args(Security)), "tls"),
        "login": _Key(read.one_of(*get_args(LoginBy)), "password"),
        "username": _Key(read.text, ""),
        **_PASSWORD,
        "folders": _Key(read.names, ("INBOX",), from_text=lambda told: told.split(os.pathsep)),
        "grace": _Key(read.seconds, 3600.0),
    },
    "dkim": {
        "domain": _Key(read.domain, ""),
        "selector": _Key(read.domain, "digest"),
        "key_file": _Key(read.secret_file, ""),
    },
    "feedback": {
        "address": _Key(read.own_address, ""),
        "maildir": _Key(read.path_or_nothing, ""),
    },
    "notices": {
        "urls_file": _Key(read.secret_file, ""),
    },
    "heartbeat": {
        "file": _Key(read.path_or_nothing, ""),
        "url": _Key(read.secret_address, ""),
    },
}

_DIGEST: dict[str, _Key] = {
    "title": _Key(read.name, "Gleanings"),
    "seal": _Key(read.seal, "拾句"),
    "language": _Key(read.one_of("en", "zh-Hans", "auto"), "auto"),
    "form": _Key(read.one_of(*get_args(Form)), "daily"),
    "schedule": _Key(read.schedule, "30 7 * * *"),
    "timezone": _Key(read.zone, ZoneInfo("UTC")),
    "deliver": _Key(read.list_of("outbox", "smtp"), ("outbox", "smtp")),
    "to": _Key(read.addresses, ()),
    "fresh": _Key(read.whole(0, 1000), 20),
    "max_bytes": _Key(read.whole(SMALLEST_LETTER, 10_000_000), 72_000),
    "if_missed": _Key(read.one_of("send-late", "skip"), "send-late"),
    "when_empty": _Key(read.one_of(*get_args(WhenEmpty)), "skip"),
    "warnings": _Key(read.truth, True),
    "quality": _Key(read.truth, True),
    "on_unsure": _Key(read.one_of(*get_args(OnUnsure)), "hold"),
    "template": _Key(read.template, ""),
    "ledger": _Key(read.ledger, ""),
    "feedback_to": _Key(read.own_address, ""),
    "include": _Key(read.table, {}),
    "exclude": _Key(read.table, {}),
    "resurface": _Key(read.whole(0, 100), 6),
    "least": _Key(read.whole(0, 100), 10),
    "turn_within": _Key(read.whole(1, 365), 14),
    "gap": _Key(read.whole(1, 3_650), 31),
    "reasons": _Key(read.truth, False),
    "clean_links": _Key(read.truth, True),
}

_RULES: dict[str, _Key] = {
    "sources": _Key(read.some("programs, formats or sites", read.phrase, '["kindle", "example.org"]'), ()),
    "tags": _Key(read.some("tags", read.tag, '["philosophy"]'), ()),
    "languages": _Key(read.some("languages", read.spoken, '["en", "zh"]'), ()),
    "folders": _Key(read.some("folders", read.path, '["../seeds/books"]'), ()),
    "kinds": _Key(read.some("kinds", read.kind, '["book", "article"]'), ()),
    "words": _Key(read.some("words", read.phrase, '["stoic"]'), ()),
    "newer_than": _Key(read.days, None),
}
_RULED = ("include", "exclude")


def key_names() -> dict[str, tuple[str, ...]]:
    """Every table with its keys; ``digests.NAME`` stands for each digest, and keys of ``frequency`` are names."""
    rules = {f"digests.NAME.{name}": tuple(_RULES) for name in _RULED}
    named: dict[str, tuple[str, ...]] = {"frequency": (), "digests.NAME": tuple(_DIGEST)}
    return {name: tuple(keys) for name, keys in _TABLES.items()} | named | rules
