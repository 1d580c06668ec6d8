"""Reading ``config/digest.toml``: every problem at once, each with its line, and no secret in any of them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.app.settings import Settings
from digest.app.settings_file import SMALLEST_LETTER, key_names, load
from digest.errors import SettingsError
from digest.model.clipping import Kind
from digest.model.filter import Filter, Rules
from digest.shipped import folder

SMALLEST = """\
[library]
folders = ["../clippings"]

[digests.daily]
"""

Load = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Load:
    """Reads settings that hold this text, with this environment."""

    def read_settings(text: str | bytes, **environ: str) -> Settings:
        path = tmp_path / "config" / "digest.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(path, environ)

    return read_settings


@pytest.fixture
def problems(read: Load, tmp_path: Path) -> Callable[..., list[str]]:
    """The problems of settings that hold this text, their path left out."""

    def told(text: str | bytes, **environ: str) -> list[str]:
        with pytest.raises(SettingsError) as refused:
            read(text, **environ)
        assert refused.value.status == 78
        return [problem.removeprefix(f"{tmp_path}/config/digest.toml") for problem in refused.value.problems]

    return told


def with_line(table: str, line: str) -> str:
    """The smallest settings with one more line, which is line 3 of [library] or 5 of another table."""
    if table == "library":
        return SMALLEST.replace("\n\n", f"\n{line}\n\n", 1)
    return SMALLEST + (line if table == "digests.daily" else f"\n[{table}]\n{line}") + "\n"


def test_the_shipped_settings_load() -> None:
    path = folder("config") / "digest.toml"
    settings = load(path, {})
    home = path.parent.parent
    assert settings.path == path
    assert settings.library.folders == (home / "seeds",)
    assert settings.library.state == home / "var" / "digest.db"
    assert settings.library.quotes == "sourced"
    assert settings.outbox.folder == home / "outbox"
    daily = settings.digests["daily"]
    assert (daily.title, daily.seal, daily.schedule) == ("Gleanings", "拾句", "30 7 * * *")
    assert (daily.fresh, daily.max_bytes, daily.timezone, daily.to) == (20, 72_000, ZoneInfo("UTC"), ())


def test_the_shipped_settings_name_every_key_and_explain_it() -> None:
    text = (folder("config") / "digest.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    shown = {name: set(table) for name, table in tables.items() if name != "digests"}
    shown["digests.NAME"] = set(tables["digests"]["daily"])
    for rules in ("include", "exclude"):  # an example, and no rule
        section = text.partition(f"[digests.daily.{rules}]")[2].partition("\n[")[0]
        shown[f"digests.NAME.{rules}"] = set(re.findall(r"(?m)^# (\w+) = ", section))
        assert tables["digests"]["daily"][rules] == {}
    for table in ("smtp", "imap"):
        shown[table].add("password")  # explained, but a secret has no place in an example
        assert f"DIGEST_{table.upper()}__PASSWORD" in text
    assert {name: set(keys) for name, keys in key_names().items()} == shown
    unexplained = [line for line in text.splitlines() if re.match(r"\w+ *=", line) and "#" not in line]
    assert unexplained == []


def test_what_the_shipped_settings_say_is_what_holds_when_they_are_silent(read: Load) -> None:
    silent = read(SMALLEST).digests["daily"]
    shipped = load(folder("config") / "digest.toml", {}).digests["daily"]
    frame = ("title", "seal", "form", "schedule", "timezone")
    choice = ("if_missed", "when_empty", "fresh", "max_bytes", "to", "ledger", "filter")
    for name in frame + choice:
        assert getattr(silent, name) == getattr(shipped, name)


def test_the_smallest_settings(read: Load, tmp_path: Path) -> None:
    settings = read(SMALLEST)
    assert settings.library.folders == (tmp_path / "clippings",)
    assert settings.library.state == tmp_path / "var" / "digest.db"
    assert list(settings.digests) == ["daily"]


def test_paths_count_from_the_settings_file_and_know_the_home_folder(
    read: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    settings = read(
        '[library]\nfolders = ["notes", "~/clippings", "/srv/clippings", "../a/../b"]\n'
        'state = "~/digest.db"\n[outbox]\nfolder = "."\n[digests.daily]\n'
    )
    assert [str(one) for one in settings.library.folders] == [
        *(f"{tmp_path}/config/notes", "/home/reader/clippings", "/srv/clippings", f"{tmp_path}/b"),
    ]
    assert str(settings.library.state) == "/home/reader/digest.db"
    assert settings.outbox.folder == tmp_path / "config"


def test_paths_are_absolute_when_the_settings_are_found_here(
    read: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(SMALLEST)
    monkeypatch.chdir(tmp_path)
    assert load(Path("config/digest.toml"), {}).library.folders == (tmp_path / "clippings",)


def test_digests_keep_their_order_and_their_own_values(read: Load) -> None:
    digests = read(SMALLEST + 'fresh = 5\n[digests.weekly-2]\nfresh = 9\ntimezone = "Asia/Shanghai"\n').digests
    assert [(name, one.name, one.fresh) for name, one in digests.items()] == [
        ("daily", "daily", 5),
        ("weekly-2", "weekly-2", 9),
    ]
    assert digests["weekly-2"].timezone == ZoneInfo("Asia/Shanghai")


def test_every_problem_is_told_at_once_with_its_line(problems: Callable[..., list[str]]) -> None:
    told = problems(
        "[library]\n"
        "folders = []\n"
        'setle = "5s"\n'
        "\n"
        "[outbox] # where letters go\n"
        "  folder = 7\n"
        "[otbox]\n"
        '["digests".daily]\n'
        'timezone = "Asia/Shangai"\n'
        "fresh = 1001\n"
        'schedule = "30 7 * *"\n'
    )
    assert sorted(told) == [
        ":10: fresh = 1001: wants a whole number from 0 to 1000",
        ":11: schedule = '30 7 * *': wants five cron fields, like '30 7 * * *'",
        ':2: folders = []: wants a list of folders, ["~/clippings"]',
        ":3: unknown key 'setle'; did you mean 'settle'?",
        ":6: folder = 7: wants text in quotes",
        ":7: unknown key 'otbox'; did you mean 'outbox'?",
        ":9: timezone = 'Asia/Shangai': wants the name of a time zone, like Asia/Shanghai",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('library.folders = ["a"]\nlibrary.settle = 5\n[digests.daily]\n', ":2: settle = 5: wants text in quotes"),
        ('library = { folders = ["a"], settle = 5 }\n[digests.daily]\n', ":1: settle = 5: wants text in quotes"),
        (
            '[library]\n"folders" = "a"\n[digests.daily]\n',
            ":2: folders = 'a': wants a list of folders, [\"~/clippings\"]",
        ),
        ('library = "a"\n[digests.daily]\n', ":1: 'library' must be a table"),
        ('[library]\nfolders = ["a"]\n[digests]\ndaily = 5\n', ":4: 'digests.daily' must be a table"),
        ('[library]\nfolders = ["a"]\n[digests.daily]\n[digests.daily.more]\n', ":4: unknown key 'more'"),
    ],
)
def test_the_line_is_found_however_the_key_is_written(
    problems: Callable[..., list[str]], text: str, problem: str
) -> None:
    assert any(one.startswith(problem) for one in problems(text))


def test_a_key_that_no_known_one_is_near_to_is_told_what_there_is(problems: Callable[..., list[str]]) -> None:
    (told,) = problems(with_line("outbox", "colour = 1"))
    assert told == ":7: unknown key 'colour'; known are folder, public_url"


def test_settings_without_a_library_or_without_a_digest(problems: Callable[..., list[str]]) -> None:
    assert problems("") == [
        ": [library] needs 'folders'",
        ": name at least one digest, as a table [digests.daily]",
    ]


@pytest.mark.parametrize(
    ("table", "line", "wanted"),
    [
        (
            "library",
            'state = "postgresql://reader:hunter2@db/digest"',
            "wants a file; PostgreSQL is not supported yet",
        ),
        ("library", 'state = ""', "wants a path"),
        ("library", 'state = "a\\u0000b"', "wants a path"),
        ("library", 'state = "~nobody-of-that-name/digest.db"', "names a home folder that is not there"),
        ("library", 'quotes = "some"', "wants sourced or all or none"),
        ("library", 'settle = "5"', "wants seconds or minutes, like 5s or 2min"),
        ("library", 'settle = "5 hours"', "wants seconds or minutes, like 5s or 2min"),
        ("library", 'settle = "-5s"', "wants seconds or minutes, like 5s or 2min"),
        ("library", 'encodings = "gb18030"', "wants a list of encodings"),
        ("library", 'encodings = ["gb18030", "utf-8"]', "names 'utf-8', which is no encoding besides Unicode"),
        ("library", 'largest = "5"', "wants a size from 1 kB to 100 MB, like 5MB or 200kB"),
        ("library", 'largest = "101MB"', "wants a size from 1 kB to 100 MB"),
        ("library", 'largest = "0.5kB"', "wants a size from 1 kB to 100 MB"),
        ("outbox", 'public_url = "example.org/digest"', "wants an address that begins with https:// or http://"),
        ("outbox", 'public_url = "ftp://example.org"', "wants an address that begins with https:// or http://"),
        (
            "outbox",
            'public_url = "https://example.org/?a"',
            "wants an address that begins with https:// or http://",
        ),
        ("smtp", 'host = "mail example"', "wants the name of a server"),
        ("smtp", "port = 0", "wants a whole number from 1 to 65535"),
        ("smtp", "port = true", "wants a whole number from 1 to 65535"),
        ("smtp", 'security = "ssl"', "wants starttls or tls or none"),
        ("smtp", "connections = 0", "wants a whole number from 1 to 16"),
        ("smtp", "connections = 17", "wants a whole number from 1 to 16"),
        ("smtp", "per_minute = -1", "wants a whole number from 0"),
        ("smtp", "per_connection = 1.5", "wants a whole number from 0"),
        ("smtp", 'from = "nobody"', "is not a mail address digest can use"),
        ("digests.daily", 'to = "reader@example.net"', "wants a list of addresses"),
        ("digests.daily", 'to = ["reader@example.net", "reader"]', "is not a mail address digest can use"),
        ("digests.daily", 'title = " "', "wants one to 60 characters"),
        ("digests.daily", 'seal = "五个字的印"', "wants one to four characters"),
        ("digests.daily", 'seal = ""', "wants one to four characters"),
        ("digests.daily", 'language = "fr"', "wants en or zh-Hans or auto"),
        ("digests.daily", 'schedule = "0 0 30 2 *"', "is no schedule (it never fires"),
        ("digests.daily", 'timezone = "../../etc/passwd"', "wants the name of a time zone"),
        ("digests.daily", 'timezone = ""', "wants the name of a time zone"),
        ("digests.daily", 'timezone = "Asia"', "wants the name of a time zone"),
        ("digests.daily", 'deliver = ["pigeon"]', 'wants ["outbox"] or ["outbox", "smtp"]'),
        ("digests.daily", "fresh = 20.5", "wants a whole number from 0 to 1000"),
        ("digests.daily", "resurface = 101", "wants a whole number from 0 to 100"),
        ("digests.daily", "turn_within = 0", "wants a whole number from 1 to 365"),
        ("digests.daily", 'clean_links = "yes"', "wants true or false"),
        ("digests.daily", "gap = 0", "wants a whole number from 1 to 3650"),
        ("frequency", 'kindle = "always"', "wants often or more or normal or less or never"),
        ("frequency", 'walden = ["often"]', "wants often or more or normal or less or never"),
        ("digests.daily", 'when_empty = "always"', "wants skip or note or revisit"),
        ("digests.daily", 'template = "../letters"', "wants the name of a folder of templates"),
        ("digests.daily", 'template = "words"', "wants the name of a folder of templates"),
        ("digests.daily", 'ledger = "Sunday letter"', "wants a name of a-z, 0-9 and -"),
        ("digests.daily", 'form = "monthly"', "wants daily or weekly"),
        ("digests.daily", 'if_missed = "later"', "wants send-late or skip"),
        ("digests.daily", 'on_unsure = "guess"', "wants hold or resend or verify"),
        ("smtp", 'login = "kerberos"', "wants password or xoauth2"),
        ("smtp", 'password_command = "pass show mail"', "wants a list of words"),
        ("imap", "folders = []", "wants a list of folders"),
        ("imap", 'folders = ["two\\nlines"]', "wants names of folders"),
        ("imap", 'address = "nobody"', "is not a mail address digest can use"),
        ("dkim", 'domain = "例.net"', "wants a name like example.net"),
        ("digests.daily", f"max_bytes = {SMALLEST_LETTER - 1}", "wants a whole number from"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_what_is_wanted(
    problems: Callable[..., list[str]], table: str, line: str, wanted: str
) -> None:
    (told,) = problems(with_line(table, line))
    number = {"library": 3, "digests.daily": 5}.get(table, 7)
    name = line.partition(" ")[0]
    shown = name if table in ("smtp", "imap", "dkim") else f"{name} = "  # what stands in [smtp] may be a secret
    assert told.startswith(f":{number}: {shown}")
    assert wanted in told


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("library", 'settle = "5s"'),
        ("library", 'settle = "2min"'),
        ("library", 'settle = "0.5 s"'),
        ("library", 'settle = "0s"'),
        ("outbox", 'public_url = "https://example.org/letters/"'),
        ("outbox", 'public_url = "http://localhost:8000"'),
        ("smtp", 'host = ""'),
        ("smtp", 'from = "Gleanings 拾句 <digest@example.net>"'),
        ("digests.daily", 'to = ["reader@example.net", "A Reader <a.reader@example.org>"]'),
        ("digests.daily", 'deliver = ["outbox", "smtp"]'),
        ("digests.daily", 'seal = "拾"'),
        ("digests.daily", 'language = "auto"'),
        ("digests.daily", 'schedule = "0 8 * * 1-5"'),
    ],
)
def test_values_that_can_be(read: Load, table: str, line: str) -> None:
    assert read(with_line(table, line)).digests


@pytest.mark.parametrize(
    ("told", "size"), [("5MB", 5_000_000), ("1.5 mb", 1_500_000), ("200kB", 200_000), ("1KB", 1_000)]
)
def test_a_size_is_in_bytes(read: Load, told: str, size: int) -> None:
    assert read(with_line("library", f'largest = "{told}"')).library.largest == size


def test_encodings_keep_their_order(read: Load) -> None:
    told = read(with_line("library", 'encodings = ["Shift-JIS", "windows-1251"]')).library.encodings
    assert told == ("Shift-JIS", "windows-1251")
    assert read(with_line("library", "encodings = []")).library.encodings == ()
    assert read(SMALLEST, DIGEST_LIBRARY__ENCODINGS="big5, gbk").library.encodings == ("big5", "gbk")


def test_a_name_of_a_digest_becomes_a_folder_and_may_have_few_characters(
    problems: Callable[..., list[str]],
) -> None:
    for name in ("Daily", '"my digest"', '"../etc"', "a" * 41):
        (told,) = problems(SMALLEST.replace("daily", name))
        assert "may have a-z, 0-9 and - only, 40 at most" in told
        assert told.startswith(":4: ")


@pytest.mark.parametrize(
    ("include", "problem"),
    [
        ("kinds = []", ':6: kinds = []: wants a list of kinds, ["book", "article"], or nothing at all'),
        ('kinds = ["bok"]', ":6: kinds = ['bok']: 'bok' is no kind; did you mean 'book'?"),
        ('kinds = ["picture"]', "'picture' is no kind; known are article, book, summary, note, tweet, podcast"),
        ('languages = ["fr"]', "'fr' is no language; known are en, zh, zh-hans"),
        ('tags = ["#"]', ":6: tags = ['#']: names nothing"),
        ('tags = "stoa"', ":6: tags = 'stoa': wants a list of tags"),
        ('sources = ["kindel"]', ":6: 'kindel' is no program, format or site; did you mean 'kindle'?"),
        ('folders = ["../books"]', "/books' is not watched: name one of [library] folders, or one inside ("),
        ('newer_than = "90"', ":6: newer_than = '90': wants days or weeks, like 90d or 12w"),
        ('newer_than = "0d"', ":6: newer_than = '0d': wants days or weeks, like 90d or 12w"),
        ("newer_than = 90", ":6: newer_than = 90: wants text in quotes"),
        ('tag = ["stoa"]', ":6: unknown key 'tag'; did you mean 'tags'?"),
    ],
)
def test_a_filter_that_cannot_be_is_told_with_its_line(
    problems: Callable[..., list[str]], include: str, problem: str
) -> None:
    (told,) = problems(f"{SMALLEST}[digests.daily.include]\n{include}\n")
    assert problem in told


def test_a_filter_is_read_rule_by_rule(read: Load, tmp_path: Path) -> None:
    digest = read(
        SMALLEST
        + "[digests.daily.include]\n"
        + 'sources = ["Kindle", "example.org", "my own site"]\ntags = ["#stoa", ".*", "stoa"]\nlanguages = ["zh"]\n'
        + 'folders = ["../clippings/books"]\nkinds = ["Book"]\nwords = ["to  be"]\nnewer_than = "12w"\n'
        + '[digests.daily.exclude]\nnewer_than = "1d"\n'
    ).digests["daily"]
    assert digest.filter == Filter(
        Rules(
            sources=("Kindle", "example.org", "my own site"),
            tags=("stoa", ".*"),
            languages=("zh-Hans",),
            folders=(f"{tmp_path}/clippings/books",),
            kinds=(Kind.BOOK,),
            words=("to be",),
            newer_than=timedelta(days=84),
        ),
        Rules(newer_than=timedelta(days=1)),
    )


def test_include_that_is_no_table(problems: Callable[..., list[str]]) -> None:
    (told,) = problems(with_line("digests.daily", 'include = ["book"]'))
    assert told == ":5: include = ['book']: wants a table"


def test_a_ledger_is_the_digest_s_own_or_shared(read: Load) -> None:
    text = SMALLEST + '[digests.sunday]\nledger = "daily"\n[digests.a]\nledger = "old-name"\n'
    digests = read(text).digests.values()
    assert [digest.ledger for digest in digests] == ["daily", "daily", "old-name"]


@pytest.mark.parametrize(
    ("daily", "sunday", "problem"),
    [
        ("", "dialy", ":6: no digest is called 'dialy', and no other has it as its ledger; did you mean 'daily'?"),
        ("news", "daily", ":7: 'daily' keeps what it prints in the ledger 'news': name that one here too"),
    ],
)
def test_a_ledger_that_is_not_what_it_seems(
    problems: Callable[..., list[str]], daily: str, sunday: str, problem: str
) -> None:
    own = f'ledger = "{daily}"\n' if daily else ""
    assert problems(SMALLEST + f'{own}[digests.sunday]\nledger = "{sunday}"\n') == [problem]


def test_templates_that_are_not_there_are_told_with_the_place_that_is_looked_at(
    problems: Callable[..., list[str]], tmp_path: Path
) -> None:
    (told,) = problems(with_line("digests.daily", 'template = "sunday"'))
    assert told.startswith(":5: there are no templates called 'sunday'; put changed copies of the letter's into ")
    assert f"'{tmp_path}/config/templates/sunday'" in told


def test_the_environment_wins_over_the_file(read: Load, tmp_path: Path) -> None:
    settings = read(
        with_line("outbox", 'public_url = "https://example.org"'),
        DIGEST_LIBRARY__FOLDERS=os.pathsep.join(["one", "/two"]),
        DIGEST_LIBRARY__STATE="/srv/digest.db",
        DIGEST_OUTBOX__FOLDER="../letters",
        DIGEST_OUTBOX__PUBLIC_URL="",
        DIGEST_SMTP__PORT="25",
        DIGEST_SMTP__FROM="digest@example.net",
    )
    assert settings.library.folders == (tmp_path / "config" / "one", Path("/two"))
    assert settings.library.state == Path("/srv/digest.db")
    assert settings.outbox.folder == tmp_path / "letters"
    assert settings.outbox.public_url == ""
    assert settings.smtp.sender == "digest@example.net"


def test_the_environment_can_say_what_the_file_leaves_out(read: Load) -> None:
    assert read("[digests.daily]", DIGEST_LIBRARY__FOLDERS="/clippings").library.folders == (Path("/clippings"),)


def test_a_problem_of_the_environment_names_its_variable(problems: Callable[..., list[str]]) -> None:
    told = problems(SMALLEST, DIGEST_SMTP__PORT="many", DIGEST_LIBRARY__QUOTES="some", DIGEST_LIBRARY__FOLDERS="")
    assert told == [
        "DIGEST_LIBRARY__FOLDERS: folders = ['']: wants a path",
        "DIGEST_LIBRARY__QUOTES: quotes = 'some': wants sourced or all or none",
        "DIGEST_SMTP__PORT: port: wants a whole number from 1 to 65535",
    ]


def test_an_unknown_variable_of_ours_is_a_problem_and_others_are_not(problems: Callable[..., list[str]]) -> None:
    told = problems(SMALLEST, DIGEST_LIBRARY__FOLDER="/x", DIGEST_CONFIG="/y", DIGESTIVE__BISCUIT="z", HOME="/h")
    assert told == ["DIGEST_LIBRARY__FOLDER: unknown setting; did you mean 'DIGEST_LIBRARY__FOLDERS'?"]


def test_every_address_that_cannot_be_used_is_told(problems: Callable[..., list[str]]) -> None:
    (told,) = problems(with_line("digests.daily", 'to = ["a b", "me@example.net", "c d"]'))
    assert ("'a b' is not" in told, "'c d' is not" in told) == (True, True)


def test_a_password_file_that_cannot_be_read_is_named_and_nothing_else(problems: Callable[..., list[str]]) -> None:
    smtp = 'host = "mail.example.net"\nfrom = "me@example.net"\nusername = "me"\npassword_file = "/nowhere/secret"'
    told, nobody = problems(with_line("smtp", smtp))
    assert "names nobody" in nobody
    assert "password_file '/nowhere/secret' cannot be read" in told


@pytest.mark.parametrize(
    ("line", "environ"),
    [
        ("password = 12345678", {}),
        ('password = ["12345678"]', {}),
        ('pasword = "12345678"', {}),
        ('password = "12345678', {}),
        ('host = "smtp://me:12345678@mail.example.net"', {}),
        ('port = "12"', {"DIGEST_LIBRARY__STATE": "postgresql://me:12345678@db/digest"}),
        ('port = "12"', {"DIGEST_OUTBOX__PUBLIC_URL": "https://me:12345678@example.org"}),
        ('port = "12"', {"DIGEST_SMTP__PASSWORD": "12345678", "DIGEST_SMTP__PASWORD": "12345678"}),
    ],
)
def test_no_secret_is_ever_told(problems: Callable[..., list[str]], line: str, environ: dict[str, str]) -> None:
    told = problems(with_line("smtp", line), **environ)
    assert told
    assert "12345678" not in "\n".join(told)


def test_a_long_value_is_told_in_part(problems: Callable[..., list[str]]) -> None:
    (told,) = problems(with_line("digests.daily", f'title = "{"x" * 5000}"'))
    assert len(told) < 150


def test_a_mark_at_the_beginning_as_some_editors_write_it_is_no_problem(read: Load) -> None:
    assert read(b"\xef\xbb\xbf" + SMALLEST.encode()).digests


def test_lines_may_end_as_on_any_system(problems: Callable[..., list[str]]) -> None:
    (told,) = problems(with_line("digests.daily", "fresh = -1").replace("\n", "\r\n"))
    assert told.startswith(":5: ")


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"no settings file '.*digest\.toml'; name one with --config, .*'digest init'"
    ):
        load(tmp_path / "digest.toml", {})


def test_settings_that_are_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load(tmp_path, {})


def test_settings_that_are_not_utf_8(problems: Callable[..., list[str]]) -> None:
    (told,) = problems("[library] # Ünsinn".encode("latin-1"))
    assert told.endswith("are not UTF-8")


def test_settings_that_are_no_toml_are_told_where_they_break(problems: Callable[..., list[str]]) -> None:
    (told,) = problems("[library]\nfolders = ../clippings\n")
    assert told.startswith(": not TOML: ")
    assert "line 2" in told


def test_drafts_are_neither_read_as_clippings_nor_published(problems: Callable[..., list[str]], read: Load) -> None:
    assert problems('[library]\nfolders = ["../c"]\n[drafts]\nfolder = "../c"\n[digests.daily]\n') == [
        ":4: drafts cannot be a watched folder; name one inside or elsewhere"
    ]
    assert problems('[library]\nfolders = ["../c"]\n[drafts]\nfolder = "../outbox/drafts"\n[digests.daily]\n') == [
        ":4: drafts cannot lie in the outbox, which others may read; name another"
    ]
    drafts = read(
        '[library]\nfolders = ["../c"]\n[drafts]\nfolder = "../c/drafts"\nhold = "90s"\n[digests.daily]\n'
    ).drafts
    assert (drafts.hold.total_seconds(), drafts.ready.name, drafts.issued.name) == (90, "ready", "issued")


def test_how_often_old_ones_come_back_is_the_same_for_every_digest(read: Load) -> None:
    settings = read(SMALLEST + '[digests.sunday]\n[frequency]\nkindle = "often"\n"a.example.org" = "never"\n')
    assert [one.frequency for one in settings.digests.values()] == [{"kindle": 2.0, "a.example.org": 0.0}] * 2
