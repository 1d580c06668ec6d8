"""Which addresses may be linked, and links to a sentence."""

from __future__ import annotations

import pytest

from digest.render.links import LONGEST, safe_link, sentence_link, without_addresses
from tests.render.editions import HOSTILE_LINKS

PAGE = "https://tides.example.org/essay"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "HTTP://EXAMPLE.ORG/a?b=1&c='2'#d",
        "https://例子.example/路径?查询=一",
        "https://[2001:db8::1]:8080/x",
        "mailto:someone@example.org?subject=x",
        "https://example.org/" + "a" * (LONGEST - 20),
    ],
)
def test_an_address_of_the_web_or_of_mail_is_a_link(url: str) -> None:
    assert safe_link(f" {url}\n") == url


@pytest.mark.parametrize("url", HOSTILE_LINKS)
def test_anything_else_is_none(url: str) -> None:
    assert safe_link(url) == ""


@pytest.mark.parametrize(
    "gap", ["\t", "\n", "\r", "\x00", "\x01", "\x0b", "\x1f", "\x7f", "\x85", "\u200b", "\u2028", " "]
)
@pytest.mark.parametrize("scheme", ["java{}script:alert(1)", "https://x.example/{}y", "{}javascript:alert(1)"])
def test_what_browsers_drop_makes_no_link(scheme: str, gap: str) -> None:
    assert safe_link(scheme.format(gap)) == ""


def test_escaping_counts_against_the_length() -> None:
    assert safe_link("https://example.org/?" + "&" * 500) == ""


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("短句。", "%E7%9F%AD%E5%8F%A5"),
        ("state-of-the-art, R&D", "state%2Dof%2Dthe%2Dart%2C%20R%26D"),
        ("One sentence, long enough to be quoted from both of its ends.", "One%20sentence,both%20of%20its%20ends"),
        ("The first line of a poem\nand quite another as the last", "The%20first%20line,another%20as%20the%20last"),
        ("it doesn’t break a word, nor 3.14, here it ends", "it%20doesn%E2%80%99t%20break,here%20it%20ends"),
        ("[appendix] <https://example.org/a> holds it", "appendix%5D%20holds%20it"),
    ],
)
def test_a_sentence_is_quoted_by_whole_words(text: str, fragment: str) -> None:
    assert sentence_link(PAGE, text) == f"{PAGE}#:~:text={fragment}"


def test_a_fragment_that_is_there_stays() -> None:
    assert sentence_link(f"{PAGE}#part-2", "短句。") == f"{PAGE}#part-2:~:text=%E7%9F%AD%E5%8F%A5"


@pytest.mark.parametrize("text", ["", "…… —— 。", "字" * 60, "a" * 80])
def test_without_words_that_can_be_found_there_is_no_link(text: str) -> None:
    assert sentence_link(PAGE, text) == ""


@pytest.mark.parametrize("page", ["", "javascript:alert(1)", "https://me:secret@example.org/"])
def test_without_a_page_there_is_no_link(page: str) -> None:
    assert sentence_link(page, "短句。") == ""


def test_addresses_are_taken_out_of_a_plain_text() -> None:
    assert without_addresses("见 附录 <https://example.org/a>，再见 <mailto:a@b.c>") == "见 附录，再见"
