"""Texts of clippings as HTML: plain ones as they stand, Markdown with its shape, nothing that acts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from digest.render.sanitise import markdown, plain

LINK = ' target="_blank" style="color:inherit" rel="noopener noreferrer"'


def html(text: str) -> str:
    return str(markdown(text, picture="picture").html)


def text(source: str) -> str:
    return markdown(source, picture="picture").text


def test_a_plain_text_is_escaped_and_its_lines_are_kept() -> None:
    assert plain('a < b & "c"\n**d**').html == "a &lt; b &amp; &#34;c&#34;<br>**d**"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "**bold** and ~~gone~~ and `code <x>`",
            "<strong>bold</strong> and <s>gone</s> and <code>code &lt;x&gt;</code>",
        ),
        ("an *English* word", "an <em>English</em> word"),
        ("一个*着重*的词 and *mixed 中文*", "一个着重的词 and mixed 中文"),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", "one<br><br>two"),
        ("# Head\n\nbody", "<strong>Head</strong><br><br>body"),
        ("before:\n- a\n- b\n  - c", "before:<br>• a<br>• b<br>\u2003• c"),
        ("3. three\n4. four", "3. three<br>4. four"),
        ("1. one\n\n   more of one\n\nafter", "1. one<br><br>\u2003more of one<br><br>after"),
        ("    if x:\n      y", "<code>if x:</code><br><code>&nbsp;&nbsp;y</code>"),
        ("one\n\n---\n\ntwo", "one<br><br>* * *<br><br>two"),
        ("> quoted\n> twice", "quoted<br>twice"),
        ("<b>raw</b> &amp; <!-- x -->", "&lt;b&gt;raw&lt;/b&gt; &amp; &lt;!-- x --&gt;"),
        ("[a](https://x.example/?b=1&c=2)", f'<a href="https://x.example/?b=1&amp;c=2"{LINK}>a</a>'),
        ("![alt *x*](https://x.example/i.png)", f'<a href="https://x.example/i.png"{LINK}>alt x</a>'),
        ("![](https://x.example/i.png)", f'<a href="https://x.example/i.png"{LINK}>picture</a>'),
        ("[![in](https://x.example/i.png)](https://x.example/)", f'<a href="https://x.example/"{LINK}>in</a>'),
        ("[a](/relative) [b](<https://me:pw@x.example/>)", "a b"),
        ("[a](java&#9;script:alert(1))", "a"),
        ("a&#xFEFF;b&#x2028;c", "ab\nc"),
    ],
)
def test_markdown(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**bold** [label](https://x.example/a%20b)", "bold label <https://x.example/a%20b>"),
        ("<https://x.example/>", "<https://x.example/>"),
        ("![](https://x.example/i.png)", "picture <https://x.example/i.png>"),
        ("one\n\n- two\n- three", "one\n• two\n• three"),
        ("[bad](javascript:alert(1))", "[bad](javascript:alert(1))"),
    ],
)
def test_markdown_as_plain_text(source: str, expected: str) -> None:
    assert text(source) == expected


def test_a_markdown_text_without_marks_is_plain() -> None:
    assert markdown("没有标记的一句话。", picture="picture") == plain("没有标记的一句话。")


@pytest.mark.parametrize("source", ["عربى", "\u202eturned around", "ab\u2067c"])
def test_what_runs_from_right_to_left_is_kept_to_itself(source: str) -> None:
    assert plain(source).html == f"<bdi>{source}</bdi>"
    assert html(f"**{source}**") == f"<bdi><strong>{source}</strong></bdi>"


@pytest.mark.parametrize("mark", ["[", "![", "*a", "**a ", "_a*", "[a](", "`", "> ", "- ", "<", "&#", "1. ", "~~"])
def test_marks_without_end_take_no_time(mark: str) -> None:
    assert text((mark * 20_000)[:20_000])


def test_every_process_writes_the_same_bytes() -> None:
    code = (
        "from digest.render.sanitise import markdown; print(markdown('[a](https://x.example/)', picture='').html)"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(3)
    }

    assert runs == {html("[a](https://x.example/)")}


@pytest.mark.parametrize(
    "deep",
    [
        "*a " * 600 + "b" + " a*" * 600,
        "**a " * 600,
        "*" * 3000 + "a" + "*" * 3000,
        "> " * 900 + "a",
        "![" * 400 + "a" + "](https://example.org)" * 400,
    ],
    ids=["emphasis", "strong", "stars", "quotes", "pictures"],
)
def test_marks_nested_beyond_measure_cost_no_letter(deep: str) -> None:
    assert "a" in markdown(deep, picture="picture").text
