"""Several digests of one library: what each prints, what they print twice or not, and that none harms another."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.core.export import json_lines
from digest.model.clipping import Clipping, DateSource, Kind, Stamp, StatedWork
from tests.acceptance.home import Home
from tests.acceptance.service import Clock, Serve

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 2, 14, tzinfo=UTC)
STOA = StatedWork("Letters from a Stoic", Kind.BOOK, author="Seneca", tags=("Philosophy",))
POST = StatedWork("How tides turn", site="Example", url="https://example.org/tides")


def clipping(text: str, work: StatedWork = POST, *, days: int = 1, **stated: Any) -> Clipping:
    """A highlight of ``work``, marked ``days`` before the tests' now."""
    return Clipping(work, text, 1, marked=Stamp(NOW - timedelta(days=days), DateSource.EXPLICIT), **stated)


def blocks(recipe: str) -> list[tuple[str, str]]:
    """Each table of a recipe by its name."""
    return [(table.partition("\n")[0], table) for table in re.split(r"(?m)^(?=\[)", recipe) if table]


def digests(home: Home, text: str) -> None:
    """Let the home have these digests, and no others."""
    head = home.settings.read_text("utf-8").partition("[digests.")[0]
    home.settings.write_text(head + text, "utf-8")


def record(home: Home, name: str, at: str = "2026-02-14T12:00:00Z") -> Any:
    """The record of an edition issued by hand; None when there is none."""
    report = home.answer("run", name, "--at", at)
    return (
        json.loads((home.outbox / report["folder"] / "edition.json").read_text("utf-8"))
        if report["edition"]
        else None
    )


def texts(home: Home, name: str, at: str = "2026-02-14T12:00:00Z") -> set[str]:
    """What the next edition of digest ``name`` prints."""
    issued = record(home, name, at)
    return {one["text"] for work in issued["works"] for one in work["highlights"]} if issued else set()


@pytest.fixture
def home(home: Home) -> Home:
    """A home with three highlights."""
    marks = (
        clipping("We suffer more in imagination.", STOA),
        clipping("The moon pulls the sea.", days=200),
        clipping("月亮牵动着潮水。", tags=("物理",)),
    )
    home.write("library.jsonl", "".join(json_lines(marks)))
    return home


def test_each_digest_prints_what_its_filter_lets_through(home: Home) -> None:
    digests(
        home,
        '[digests.theme.include]\ntags = ["#philosophy", "Physics"]\n'
        '[digests.chinese.include]\nlanguages = ["zh"]\nnewer_than = "90d"\n'
        '[digests.web.exclude]\nkinds = ["book"]\nlanguages = ["zh-Hans"]\n'
        "[digests.all]\n",
    )
    assert texts(home, "theme") == {"We suffer more in imagination."}
    assert texts(home, "chinese") == {"月亮牵动着潮水。"}
    assert texts(home, "web") == {"The moon pulls the sea."}
    assert len(texts(home, "all")) == 3


def test_what_one_digest_printed_is_fresh_for_another_unless_they_share_a_ledger(home: Home) -> None:
    books = '[digests.books.include]\nkinds = ["book"]\n'
    digests(home, books + '[digests.other]\n[digests.sunday]\nledger = "books"\n')
    assert texts(home, "books") == {"We suffer more in imagination."}
    assert len(texts(home, "other")) == 3
    rest = record(home, "sunday", "2026-02-14T12:00:01Z")
    assert (rest["number"], rest["digest"], rest["highlights"]) == (1, "sunday", 2)
    digests(home, "[digests.books]\n[digests.sunday]\n")
    assert texts(home, "books", "2026-02-14T12:00:02Z") == set()
    # What sunday printed was printed for the ledger that it had then.
    assert len(texts(home, "sunday", "2026-02-14T12:00:03Z")) == 3


def test_a_filter_that_lets_nothing_through_is_named_with_its_rules(home: Home) -> None:
    digests(
        home, '[digests.theme.include]\ntags = ["phil.*"]\n[digests.theme.exclude]\nkinds = ["tweet", "note"]\n'
    )
    told = "the filter of 'theme' lets none of 3 highlights through: "
    told += 'include tags "phil.*"; exclude kinds "tweet" or "note"; correct it in [digests.theme]'
    assert home.answer("run", "theme")["warnings"] == [told]
    assert told in home.call("run", "theme").err
    checked = home.answer("check")
    assert {"subject": "filter of theme", "ok": True, "message": "0 of 3 highlights pass"} in checked["checks"]
    assert told in checked["warnings"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('tags = ["philosphy"]', "there is no 'philosphy'; did you mean 'Philosophy'?"),
        ('sources = ["exampel.org"]', "there is no 'exampel.org'; did you mean 'example.org'?"),
        ('sources = ["jsonl"]\ntags = ["sea"]', "correct it in [digests.theme]"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_one_that_is(home: Home, rule: str, told: str) -> None:
    digests(home, f"[digests.theme.include]\n{rule}\n")
    (warning,) = home.answer("run", "theme")["warnings"]
    assert warning.endswith(told)


def test_a_name_to_weigh_by_that_nothing_has_is_warned_of_and_stops_nothing(home: Home) -> None:
    names = ("digest-jsonl", "exampel.org", "how tides turn", "How tide turns", "kindel", "kobo", "Walden")
    digests(home, "[digests.all]\n[frequency]\n" + "".join(f'"{name}" = "often"\n' for name in names))
    unknown = "and no source or work of the library is called so"
    assert home.answer("check")["warnings"] == [
        f"[frequency] has 'How tide turns', {unknown}; did you mean 'How tides turn'?",
        f"[frequency] has 'Walden', {unknown}",
        f"[frequency] has 'exampel.org', {unknown}; did you mean 'example.org'?",
        f"[frequency] has 'kindel', {unknown}; did you mean 'kindle'?",
    ]
    assert len(texts(home, "all")) == 3


def test_check_tells_how_much_each_filter_lets_through(home: Home) -> None:
    digests(home, '[digests.all]\n[digests.theme.include]\nsources = ["example.org"]\n')
    found = {one["subject"]: one["message"] for one in home.answer("check")["checks"]}
    assert found["filter of theme"] == "2 of 3 highlights pass"
    assert "filter of all" not in found


RECIPES = re.findall(
    r"### ([^\n]+)\n[^`]*```toml\n(.*?)```", (ROOT / "docs/digests.md").read_text("utf-8"), re.DOTALL
)


def test_there_are_recipes() -> None:
    assert len(RECIPES) == 5


@pytest.mark.parametrize(("title", "recipe"), RECIPES, ids=[title for title, _ in RECIPES])
def test_every_digest_of_every_recipe_has_a_letter(home: Home, title: str, recipe: str) -> None:
    marks = [clipping(f"Mark {n} of a book.", STOA, days=n, position=n) for n in range(1, 400)]
    home.write("book.jsonl", "".join(json_lines(marks)))
    digests(home, recipe)
    for name in tomllib.loads(recipe)["digests"]:
        assert home.answer("run", name, "--at", "2026-02-14T12:00:00Z")["outcome"] == "issued", title


def test_the_recipes_together_are_settings_too(home: Home) -> None:
    together = {name: block for _, recipe in RECIPES for name, block in blocks(recipe)}
    digests(home, "".join(together.values()))
    checked = home.answer("check")
    names = {name for _, recipe in RECIPES for name in tomllib.loads(recipe)["digests"]}
    assert {f"next letter of {name}" for name in names} <= {one["subject"] for one in checked["checks"]}


BROKEN = """
[digests.broken]
template = "broken"
timezone = "Asia/Shanghai"

[digests.sound]
timezone = "Asia/Shanghai"
"""


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("fresh = 0\nresurface = 0\n", "such a letter has nothing to print; raise one of the two in [digests.odd]"),
        ("include.tags = ['x']\nexclude.tags = ['X']\n", "'X' is both included and excluded"),
    ],
)
def test_a_digest_that_contradicts_itself_is_told_and_the_others_have_their_letters(
    home: Home, mistake: str, told: str
) -> None:
    digests(home, f"[digests.odd]\n{mistake}\n[digests.sound]\n")
    report = home.answer("run", "odd")
    assert (report["outcome"], told in report["warnings"][0]) == ("empty", True)
    assert len(texts(home, "sound")) == 3
    checked = home.call("check")
    assert (checked.status, f"✗ settings of odd: {report['warnings'][0]}" in checked.err) == (78, True)


def test_the_letter_of_one_digest_that_cannot_be_set_costs_no_other_its_own(home: Home, tmp_path: Path) -> None:
    template = home.settings.parent / "templates" / "broken" / "letter.mjml"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nowhere }}", "utf-8")
    digests(home, BROKEN)
    assert home.call("run", "broken", "--at", "2026-02-14T12:00:00Z").status == 70
    assert len(texts(home, "sound")) == 3
    clock = Clock(tmp_path / "clock")
    clock.set("2026-02-14T23:00:00+08:00")
    home.write("more.jsonl", "".join(json_lines([clipping("One more.", STOA)])))
    with Serve(home, **clock.environ) as serve:
        serve.wait_for("highlights new")
        clock.set("2026-02-15T07:30:01+08:00")
        serve.wait_for("edition 2 of 'sound' for 2026-02-15T07:30")
        serve.wait_for("the letter of 'broken'")
