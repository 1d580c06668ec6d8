"""How values of settings are read: each function takes what TOML gives and returns ours, or says what is wanted."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.core.schedule import check_schedule
from digest.core.text import one_line
from digest.deliver.address import address_of, parse_mailbox
from digest.errors import SettingsError
from digest.intake.encodings import is_encoding
from digest.intake.folder import in_bytes
from digest.model.clipping import Kind
from digest.shipped import folder

PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""Of a digest, which names a folder of the outbox too."""

LANGUAGES = {"en": "en", "zh": "zh-Hans", "zh-hans": "zh-Hans"}
"""Those that quotations are told apart by (``core.text.language``), by what they may be called."""


class Refused(Exception):
    """A value that cannot be; the message says what is wanted."""


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Refused("wants text in quotes")
    return value


def name(value: Any) -> str:
    told = one_line(text(value))
    if not 1 <= len(told) <= 60:
        raise Refused("wants one to 60 characters")
    return told


def seal(value: Any) -> str:
    told = one_line(text(value))
    if not 1 <= len(told) <= 4:
        raise Refused("wants one to four characters")
    return told


def path(value: Any) -> str:
    if not text(value) or "\0" in value:
        raise Refused("wants a path")
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise Refused("names a home folder that is not there") from None
    return str(value)


def path_or_nothing(value: Any) -> str:
    return path(value) if value != "" else ""


def secret_file(value: Any) -> str:
    """The path of a file with a secret, or nothing; a secret itself, in the wrong place, is not told."""
    if "\n" in text(value):
        raise Refused("wants the path of a file, and not what is in it")
    return path_or_nothing(value)


def command(value: Any) -> tuple[str, ...]:
    """A program with its arguments, or nothing."""
    if not isinstance(value, list) or not all(isinstance(word, str) and "\0" not in word for word in value):
        raise Refused('wants a list of words, ["pass", "show", "mail"]')
    return tuple(value)


def paths(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise Refused('wants a list of folders, ["~/clippings"]')
    return [path(one) for one in value]


def state(value: Any) -> str:
    if path(value).startswith("postgres"):
        raise Refused("wants a file; PostgreSQL is not supported yet")
    return str(value)


def web_address(value: Any) -> str:
    if text(value) and not re.fullmatch(r"https?://[^\s/?#@]+[^\s?#]*", value):
        raise Refused("wants an address that begins with https:// or http://, or nothing")
    return str(value).rstrip("/")


def secret_address(value: Any) -> str:
    """An address that may hold a secret, in its query too."""
    if text(value) and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", value):
        raise Refused("wants an address that begins with https:// or http://, or nothing")
    return str(value)


def host(value: Any) -> str:
    if not re.fullmatch(
        r"(?:[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)?", text(value)
    ):
        raise Refused("wants the name of a server, like mail.example.net")
    return str(value)


def domain(value: Any) -> str:
    if not re.fullmatch(r"(?:[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)?", text(value).lower()):
        raise Refused("wants a name like example.net, in its xn-- form where it has other letters")
    return str(value).lower()


def one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise Refused(f"wants {' or '.join(choices)}")
        return str(value)

    return read


def truth(value: Any) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise Refused("wants true or false")
    return value


def table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("wants a table")
    return value


def whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Refused(f"wants a whole number from {least} to {most}" if most > least else f"wants {least}")
        return value

    return read


def seconds(value: Any) -> float:
    if not (match := re.fullmatch(r"(\d{1,4}(?:\.\d+)?)\s*(s|min)", text(value).strip())):
        raise Refused("wants seconds or minutes, like 5s or 2min")
    return float(match[1]) * (60 if match[2] == "min" else 1)


def size(least: int, most: int) -> Callable[[Any], int]:
    """A number of bytes, written ``5MB`` or ``200kB``."""

    def read(value: Any) -> int:
        match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*(kB|MB)", text(value).strip(), re.IGNORECASE)
        number = round(float(match[1]) * (1e6 if match[2].upper() == "MB" else 1e3)) if match else 0
        if not least <= number <= most:
            raise Refused(f"wants a size from {in_bytes(least)} to {in_bytes(most)}, like 5MB or 200kB")
        return number

    return read


def encodings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Refused('wants a list of encodings, ["gb18030", "cp1252"]')
    for one in value:
        if not is_encoding(text(one)):
            raise Refused(f"names '{one}', which is no encoding besides Unicode that Python knows")
    return tuple(value)


def ledger(value: Any) -> str:
    """A name as digests have them, or nothing."""
    if value != "" and not PLAIN_NAME.fullmatch(text(value)):
        raise Refused("wants a name of a-z, 0-9 and -, 40 characters at most: that of a digest, or one of its own")
    return str(value)


def template(value: Any) -> str:
    """The name of a folder of templates, or nothing."""
    if value != "" and (not PLAIN_NAME.fullmatch(text(value)) or (folder("templates") / value).is_dir()):
        raise Refused("wants the name of a folder of templates of your own, of a-z, 0-9 and -, or nothing")
    return str(value)


def days(value: Any) -> timedelta:
    """A number of days or weeks, written ``90d`` or ``12w``."""
    if not (match := re.fullmatch(r"([1-9]\d{0,3})\s*([dw])", text(value).strip())):
        raise Refused("wants days or weeks, like 90d or 12w")
    return timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))


def some(what: str, read: Callable[[Any], Any], example: str) -> Callable[[Any], tuple[Any, ...]]:
    """A list of values, each as ``read`` returns it and each once; an empty one would never hold."""

    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise Refused(f"wants a list of {what}, {example}, or nothing at all: leave the key out")
        return tuple(dict.fromkeys(_each(read, value)))

    return read_all


def phrase(value: Any) -> str:
    if not (told := one_line(text(value))):
        raise Refused("names nothing")
    return told


def tag(value: Any) -> str:
    return phrase(phrase(value).removeprefix("#"))


def kind(value: Any) -> Kind:
    return Kind(_known("kind", text(value).lower(), [*Kind]))


def spoken(value: Any) -> str:
    """A language that quotations are told apart by: what ``core.text.language`` answers."""
    return LANGUAGES[_known("language", text(value).lower(), [*LANGUAGES])]


def _known(what: str, told: str, known: Sequence[str]) -> str:
    if told not in known:
        raise Refused(f"'{told}' is no {what}{nearest(told, known)}")
    return told


def nearest(name: str, known: Collection[str]) -> str:
    """The end of a sentence about ``name``, which is none of ``known``: which may have been meant, or all."""
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean '{close[0]}'?" if close else f"; known are {', '.join(known)}"


def slip(name: str, known: Collection[str]) -> str:
    """Which of ``known`` is nearly ``name``; empty if none is near enough for that to be a slip of the pen."""
    return next(iter(difflib.get_close_matches(name, known, 1, 0.8)), "")


def schedule(value: Any) -> str:
    if len(text(value).split()) != 5:
        raise Refused("wants five cron fields, like '30 7 * * *'")
    if problem := check_schedule(value):
        raise Refused(f"is no schedule ({problem})")
    return str(value)


def zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (KeyError, ValueError, OSError):  # not there, not a name, a folder of names
        raise Refused("wants the name of a time zone, like Asia/Shanghai") from None


def list_of(*choices: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or choices[0] not in value or not all(one in choices for one in value):
            shown = json.dumps([choices[0]]), json.dumps(list(choices))
            raise Refused(f"wants {' or '.join(shown)}")
        return tuple(value)

    return read


def address(value: Any) -> str:
    try:
        parse_mailbox(text(value))
    except SettingsError as error:
        raise Refused(str(error)) from None
    return str(value)


def own_address(value: Any) -> str:
    """An address, or nothing."""
    return address(value) if value != "" else ""


def names(value: Any) -> tuple[str, ...]:
    """Folders of a mailbox."""
    if not isinstance(value, list) or not value:
        raise Refused('wants a list of folders, ["INBOX", "Junk"]')
    if not all(isinstance(one, str) and 1 <= len(one) <= 200 and one == one_line(one) for one in value):
        raise Refused("wants names of folders, one line each")
    return tuple(value)


def _each(read: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Every value as ``read`` returns it; all that are refused are told together."""
    found, refusals = [], []
    for value in values:
        try:
            found.append(read(value))
        except Refused as refused:
            refusals.append(str(refused))
    if refusals:
        raise Refused("; ".join(refusals))
    return found


def addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Refused('wants a list of addresses, ["you@example.net"]')
    mailboxes = tuple(_each(address, value))
    seen: set[str] = set()
    for mailbox in mailboxes:
        known = address_of(mailbox)
        if known in seen:
            raise Refused(f"names {known} twice")
        seen.add(known)
    return mailboxes
