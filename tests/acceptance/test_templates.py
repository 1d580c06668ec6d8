"""Templates of one's own: where they come from, and that they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.shipped import folder
from tests.acceptance.home import Home, cubox

SHIPPED = sorted(path.relative_to(folder("templates")) for path in folder("templates").rglob("*.*"))


def test_every_template_is_listed_with_where_it_comes_from(home: Home) -> None:
    own = home.settings.parent / "templates" / "words" / "en.toml"
    own.parent.mkdir(parents=True)
    own.write_bytes((folder("templates") / "words/en.toml").read_bytes())
    told = home.answer("templates", "list")["templates"]
    assert [one["name"] for one in told] == sorted(path.as_posix() for path in SHIPPED)
    assert [one["path"] for one in told if one["own"]] == [str(own)]
    assert all(Path(one["path"]).is_file() for one in told)
    assert "own      words/en.toml\n" in home.call("templates", "list").err


def test_ejected_templates_are_used_and_never_overwritten(home: Home) -> None:
    home.write("tides.md", cubox(7421446577446000001, "Reading the tides", {7421446625697000001: "A mark."}))
    done = home.call("templates", "eject")
    place = home.settings.parent / "templates"
    assert done.status == 0
    assert done.err.count("made ") == len(SHIPPED)
    assert all((place / one).read_bytes() == (folder("templates") / one).read_bytes() for one in SHIPPED)
    words = place / "words" / "en.toml"
    words.write_text(words.read_text("utf-8").replace("No. {n}", "Letter the {n}th"), "utf-8")
    again = home.call("templates", "eject")
    assert f"kept {words}\n" in again.err
    assert "made " not in again.err
    assert "Letter the 1th" in (Path(home.answer("run")["folder"]) / "message.html").read_text("utf-8")


def test_templates_are_ejected_where_one_wants_them(home: Home) -> None:
    elsewhere = home.path / "a place"
    done = home.call("templates", "eject", str(elsewhere))
    assert (done.status, f"Copy the ones you change into {home.settings.parent / 'templates'}" in done.err) == (
        0,
        True,
    )
    assert (elsewhere / "archive" / "search.js").is_file()
    assert not (home.settings.parent / "templates").exists()


def test_a_digest_can_have_templates_for_itself(home: Home) -> None:
    home.write("tides.md", cubox(7421446577446000001, "Reading the tides", {7421446625697000001: "A mark."}))
    place = home.settings.parent / "templates"
    assert "template = 'sunday'" in home.call("templates", "eject", str(place / "sunday")).err
    assert not (place / "sunday" / "archive").exists()
    (place / "sunday" / "letter.css").unlink()
    words = place / "sunday" / "words" / "en.toml"
    words.write_text(words.read_text("utf-8").replace("No. {n}", "Sunday the {n}th"), "utf-8")
    shared = place / "words" / "en.toml"
    shared.parent.mkdir()
    shared.write_text(words.read_text("utf-8").replace("Sunday", "Letter"), "utf-8")
    home.settings.write_text(home.settings.read_text("utf-8") + '[digests.review]\ntemplate = "sunday"\n', "utf-8")
    for name, told in (("daily", "Letter the 1th"), ("review", "Sunday the 1th")):
        folder = Path(home.answer("run", name)["folder"])
        assert told in (folder / "message.html").read_text("utf-8")
    names = [one["name"] for one in home.answer("templates", "list")["templates"] if one["own"]]
    assert names == [
        *("sunday/letter.mjml", "sunday/letter.txt.j2", "sunday/tokens.toml"),
        *("sunday/words/en.toml", "sunday/words/zh-Hans.toml", "words/en.toml"),
    ]
    assert home.answer("check")["warnings"] == []
    (place / "sunday" / "letter.mjml").write_text("{{ nowhere }}", "utf-8")
    assert f'✗ templates: "{place}/sunday/letter.mjml"' in home.call("check").err


def test_a_place_that_cannot_be_written_is_named(home: Home) -> None:
    taken = home.write("taken", "a file")
    assert home.call("templates", "eject", str(taken)).status == 2
    done = home.call("templates", "eject", str(taken / "below"))
    assert done.status == 78
    assert f"'{taken}/below/archive/archive.css' cannot be written" in done.err


@pytest.mark.parametrize("name", ["letter.mjml", "letter.txt.j2", "archive/edition.html.j2", "words/zh-Hans.toml"])
def test_check_finds_a_broken_template_before_a_letter_needs_it(home: Home, name: str) -> None:
    broken = home.settings.parent / "templates" / name
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ nowhere }}", "utf-8")
    done = home.call("check")
    assert done.status == 70
    assert f'✗ templates: "{broken}"' in done.err


def test_check_warns_of_a_file_that_no_template_is_called_like(home: Home) -> None:
    stray = home.settings.parent / "templates" / "lettr.mjml"
    stray.parent.mkdir()
    stray.write_text("", "utf-8")
    told = home.answer("check")
    assert ["lettr.mjml" in warning for warning in told["warnings"]] == [True]
    assert "lettr.mjml" not in home.call("templates", "list").err
