"""Templates: a reader's own come first, and a broken one is named with its line."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.errors import RenderError
from digest.render.letter import render_letter
from tests.render.editions import CHINESE, TEMPLATES, daily, full

PACKAGED = TEMPLATES[0]


def own(folder: Path, name: str, change: Callable[[str], str]) -> tuple[Path, ...]:
    """A folder of a reader's own with a changed copy of one packaged file, in front of the packaged folder."""
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    source = (PACKAGED / name).read_text("utf-8")
    changed = change(source)
    assert changed != source
    copy.write_text(changed, "utf-8")
    return (folder, *TEMPLATES)


def line_of(name: str, text: str) -> int:
    source = (PACKAGED / name).read_text("utf-8")
    return source[: source.index(text)].count("\n") + 1


def test_a_folder_of_ones_own_comes_first(tmp_path: Path) -> None:
    folders = own(tmp_path, "letter.css", lambda css: css.replace("font-size: 30px", "font-size: 33px"))

    assert "font-size:33px" in render_letter(daily(), CHINESE, folders).html


def test_colours_of_ones_own(tmp_path: Path) -> None:
    folders = own(tmp_path, "tokens.toml", lambda toml: toml.replace("#FAF7F1", "#FFFFFF"))

    assert "#FAF7F1" not in render_letter(full(), CHINESE, folders).html


def test_words_of_ones_own(tmp_path: Path) -> None:
    folders = own(tmp_path, "words/zh-Hans.toml", lambda toml: toml.replace('"原处"', '"看原文"'))

    assert "看原文" in render_letter(daily(), CHINESE, folders).html


def test_a_template_that_changes_is_read_again(tmp_path: Path) -> None:
    folders = own(tmp_path, "letter.txt.j2", lambda text: text + "first\n")
    assert render_letter(daily(), CHINESE, folders).text.endswith("first\n")

    own(tmp_path, "letter.txt.j2", lambda text: text + "second\n")
    assert render_letter(daily(), CHINESE, folders).text.endswith("second\n")


LOOP = "<!-- {% for work in letter.works %} -->"
COLUMN_END = "      </mj-column>\n    </mj-section>\n    <!-- {% endfor"

BROKEN = {
    "a tag left open": ("letter.mjml", "{{ words.why }}</p>", "{{ words.why }}", "</mj-text>, while <p>"),
    "a component left open": ("letter.mjml", COLUMN_END, "</mj-section><!-- {% endfor", "<mj-column> of line"),
    "a bare sign": ("letter.mjml", "{{ letter.date }}", "a < b", "&lt;"),
    "a name there is not": ("letter.mjml", "{{ letter.stat }}", "{{ letter.stats }}", "'stats'"),
    "a statement there is not": ("letter.mjml", "{% for work in", "{% fro work in", "fro"),
    "a loop without an end": ("letter.mjml", LOOP, f"{LOOP}<!-- {{% if 1 %}} -->", "endfor"),
    "what cannot be done": ("letter.mjml", "{{ letter.issue }}", "{{ 1 // 0 }}", "zero"),
    "a colour there is not": ("letter.css", "line-height: 23px", "color: {{ light.inkk }}", "inkk"),
    "a name in the text": ("letter.txt.j2", "{{ letter.stat }}", "{{ letter.stats }}", "'stats'"),
    "a statement in the text": ("letter.txt.j2", "{% if letter.lead %}", "{% iff letter.lead %}", "iff"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_named_with_its_line_and_what_to_do(tmp_path: Path, name: str) -> None:
    file, sound, broken, reason = BROKEN[name]
    folders = own(tmp_path, file, lambda source: source.replace(sound, broken, 1))

    with pytest.raises(RenderError) as caught:
        render_letter(full(), CHINESE, folders)
    assert f'"{tmp_path / file}" line ' in caught.value.message
    assert reason in caught.value.message
    assert "correct it" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "sound", "broken"),
    [
        ("letter.mjml", "{{ words.why }}", "{{ words.whyy }}"),
        ("letter.mjml", "{% if letter.nav %}", "{% if letter.navigation.links %}"),
        ("letter.css", "{{ face.lead }}", "{{ face.leed }}"),
        ("letter.txt.j2", "{{ words.why }}", "{{ words.whyy }}"),
    ],
)
def test_the_line_is_the_one_where_it_was_written(tmp_path: Path, file: str, sound: str, broken: str) -> None:
    folders = own(tmp_path, file, lambda source: source.replace(sound, broken, 1))

    with pytest.raises(RenderError, match=rf"{file}\" line {line_of(file, sound)}: "):
        render_letter(full(), CHINESE, folders)


@pytest.mark.parametrize(
    ("file", "sound", "broken", "reason"),
    [
        ("tokens.toml", 'ink     = "#25211B"', 'ink     = "black"', 'light.ink = "black" is not a colour'),
        ("tokens.toml", 'rule    = "#37312A"', "", '"rule" is only in one of light and dark'),
        ("tokens.toml", "\n[dark]", "\n[dusk]", 'table "dark" is missing'),
        ("tokens.toml", "quote   = 31", "", 'faces."zh-Hans".quote is missing'),
        ("tokens.toml", 'green  = "#6F9667"', "", "spines.green is missing"),
        ("tokens.toml", "\n[light]", "\n[light", "line 5"),
        ("tokens.toml", 'spine   = "#D8C9AE"', "", "light.spine is missing"),
        ("tokens.toml", "quote   = 31", 'quote   = "31"', 'faces."zh-Hans".quote must be a whole number'),
        ("words/zh-Hans.toml", 'original   = "阅读原文"', "original = 7", "letter.original must be text"),
        (
            "words/zh-Hans.toml",
            'total      = "条划线"',
            "total = {}",
            "letter.total must be text, or one and other",
        ),
        ("words/zh-Hans.toml", '"星期一", ', "", "date.weekdays must be a list of 7 names"),
        ("words/zh-Hans.toml", "第 {n} 期", "第 {n.of} 期", 'issue = "第 {n.of} 期" cannot be filled'),
        ("words/zh-Hans.toml", "第 {n} 期", "第 {number} 期", 'issue = "第 {number} 期" cannot be filled'),
    ],
)
def test_broken_tokens_and_words_are_named(tmp_path: Path, file: str, sound: str, broken: str, reason: str) -> None:
    folders = own(tmp_path, file, lambda source: source.replace(sound, broken, 1))

    with pytest.raises(RenderError) as caught:
        render_letter(full(), CHINESE, folders)
    assert file in caught.value.message
    assert reason in caught.value.message


def test_words_that_an_own_file_lacks_are_the_shipped_ones(tmp_path: Path) -> None:
    for language, said in (("en", "Original text"), ("zh-Hans", "看原文")):
        (tmp_path / "words").mkdir(exist_ok=True)
        (tmp_path / f"words/{language}.toml").write_text(f'[letter]\noriginal = "{said}"\n', "utf-8")

    html = render_letter(full(), CHINESE, (tmp_path, *TEMPLATES)).html
    assert "看原文" in html
    assert "二月十四日" in html


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights there")
@pytest.mark.parametrize("name", ["letter.mjml", "tokens.toml", "words/zh-Hans.toml", "words"])
def test_a_folder_or_a_circle_of_links_in_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    circle, taken = tmp_path / "circle" / name, tmp_path / "taken" / name
    for path in (circle, taken):
        path.parent.mkdir(parents=True)
    circle.symlink_to(circle)
    (taken / "zh-Hans.toml").mkdir(parents=True)
    for folder in (tmp_path / "circle", tmp_path / "taken"):
        with pytest.raises(RenderError, match=rf'"{folder / name}.*" cannot be read'):
            render_letter(full(), CHINESE, (folder, *TEMPLATES))


def test_a_template_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.css").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(RenderError, match=r"letter\.css\" cannot be read"):
        render_letter(daily(), CHINESE, (tmp_path, *TEMPLATES))


def test_a_missing_template_is_named_with_the_places_looked_at(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=rf"no \"tokens\.toml\" in \"{tmp_path}\""):
        render_letter(daily(), CHINESE, (tmp_path,))


def test_no_template_reads_another_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.mjml"
    secret.write_text("<mj-section></mj-section>", "utf-8")
    include = f'<mj-include path="{secret}" />\n    <!-- Masthead'
    folders = own(tmp_path, "letter.mjml", lambda source: source.replace("<!-- Masthead", include))

    with pytest.raises(RenderError, match="include"):
        render_letter(daily(), CHINESE, folders)


def test_a_compiled_template_is_filled_quickly(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(PACKAGED, folder)
    started = time.perf_counter()
    render_letter(daily(), CHINESE, (folder,))
    compiled = time.perf_counter()
    render_letter(daily(), CHINESE, (folder,))
    filled = time.perf_counter() - compiled

    assert filled < (compiled - started) / 4
