"""Bytes become text: nothing is lost for its encoding, and nothing that is no text is taken for text."""

from __future__ import annotations

import contextlib
import gzip
import re
import sqlite3
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.intake.decode import Decoded, NotText, decode
from digest.intake.encodings import ENCODINGS

NOTE = "---\ntitle: 潮汐\n---\n\n> 大潮和小潮相隔七天。\n\nAnd the café closes at ten: “always”.\n"


def text_of(raw: bytes) -> str:
    decoded = decode(raw)
    assert isinstance(decoded, Decoded)
    return decoded.text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_note_reads_the_same_in_every_encoding_and_with_every_line_end(encoding: str, line_end: str) -> None:
    assert text_of(NOTE.replace("\n", line_end).encode(encoding)) == NOTE


def test_utf16_is_known_by_the_few_zero_bytes_that_chinese_text_has() -> None:
    text = "\n".join(["灯塔看守人的规章一共三条，第三条最难。"] * 20)
    assert text_of(text.encode("utf-16-le")) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_alone_is_an_empty_text(mark: bytes) -> None:
    assert text_of(mark) == ""


@pytest.mark.parametrize("word", ["RIFF", "GIF8", "RIFFRAFF, a memoir"])
def test_a_text_that_begins_like_a_picture_is_a_text(word: str) -> None:
    assert text_of(f"{word}\n\n{NOTE}".encode()) == f"{word}\n\n{NOTE}"


def test_marks_and_controls_in_the_middle_go_and_the_lines_stay() -> None:
    assert text_of("one\x00\n\ufefftwo\x07\rthree\x9f\r\nfour".encode()) == "one\ntwo\nthree\nfour"


def test_what_ends_a_line_for_unicode_ends_none_of_a_file() -> None:
    assert text_of("one\u2028two\x85three\u2029four".encode()) == "one\u2028two\x85three\u2029four"


def test_a_guess_is_called_a_guess_and_says_what_to_do() -> None:
    decoded = decode("海上生明月，天涯共此时。\n".encode("gbk"))
    assert isinstance(decoded, Decoded)
    assert decoded.text == "海上生明月，天涯共此时。\n"
    assert decoded.trouble
    assert "encoding guessed: gb18030" in decoded.trouble.message
    assert "[library] encodings" in decoded.trouble.hint


def test_a_guess_holds_for_a_file_that_breaks_off_within_a_character() -> None:
    decoded = decode("第一行说潮水。\n第二行说灯塔，它很高。\n第三行断在半".encode("gb18030")[:-1])
    assert isinstance(decoded, Decoded)
    assert decoded.text == "第一行说潮水。\n第二行说灯塔，它很高。\n第三行断在\ufffd"
    assert decoded.trouble
    assert decoded.trouble.line == 3


def test_a_few_broken_bytes_are_shown_and_reported_with_the_line_of_the_first() -> None:
    raw = "第一行\n第二行\n第三行，后面坏了".encode() + b"\xe4\xb8\n" + "第四行\n".encode()
    decoded = decode(raw)
    assert isinstance(decoded, Decoded)
    assert decoded.text == "第一行\n第二行\n第三行，后面坏了\ufffd\n第四行\n"
    assert decoded.trouble
    assert decoded.trouble.line == 3


def test_western_text_is_not_taken_for_chinese() -> None:
    line = "> Le café était fermé, et la sœur n'a rien répondu du tout.\n"
    assert text_of(line.encode("cp1252")) == line
    decoded = decode(line.encode("cp1252"), encodings=["gb18030"])
    assert isinstance(decoded, Decoded)
    assert decoded.text.startswith("> Le caf\ufffd ")
    assert decoded.trouble


def test_text_in_an_unknown_encoding_is_reported_and_not_shown_as_rubbish() -> None:
    raw = "Правила поведения на маяке просты.\n".encode("koi8-r") * 3
    for encodings in (ENCODINGS, ()):
        decoded = decode(raw, encodings)
        assert isinstance(decoded, NotText)
        assert "encoding" in decoded.trouble.message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (gzip.compress(b"some text", mtime=0), "gzip"),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "program"),
        (b"PK\x03\x04" + bytes(50), "zip"),
        (bytes(range(256)) * 20, "binary"),
        (bytes(4096), "binary"),
        (zlib.compress(bytes(range(256)) * 50), "binary"),
    ],
)
def test_what_is_not_text_is_named(raw: bytes, said: str) -> None:
    decoded = decode(raw)
    assert isinstance(decoded, NotText)
    assert said in decoded.trouble.message


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (["Bookmark (BookmarkID TEXT, Text TEXT)", "content (ContentID TEXT)"], "Kobo"),
        (["ZAEANNOTATION (Z_PK INTEGER, ZANNOTATIONSELECTEDTEXT VARCHAR)"], "Apple Books"),
        (["book (id INTEGER, title TEXT)", "page_stat_data (id_book INTEGER, page INTEGER)"], "KOReader"),
        (["recipes (name TEXT)"], "an SQLite database"),
    ],
)
def test_a_database_of_highlights_is_named_and_says_what_to_export(
    tables: list[str], said: str, tmp_path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "database")) as database:
        for table in tables:
            database.execute(f"CREATE TABLE {table}")
    decoded = decode((tmp_path / "database").read_bytes())
    assert isinstance(decoded, NotText)
    assert said in decoded.trouble.message
    assert decoded.trouble.hint
    for page in re.findall(r"docs/\S+", decoded.trouble.hint):
        assert (Path(__file__).parents[2] / page).exists()


@pytest.mark.parametrize("level", [1, 6, 9])
def test_what_zlib_compressed_is_read(level: int) -> None:
    assert text_of(zlib.compress(NOTE.encode(), level)) == NOTE


def test_compressed_text_that_breaks_off_is_no_text() -> None:
    assert isinstance(decode(zlib.compress(NOTE.encode())[:-20]), NotText)


def test_a_note_that_begins_like_compressed_text_is_a_note() -> None:
    assert text_of(b"x\x01 marks the spot\n") == "x marks the spot\n"


def test_a_zlib_bomb_is_refused_and_costs_little() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    tracemalloc.start()
    decoded = decode(bomb, largest=1_000_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(decoded, NotText)
    assert "1 MB" in decoded.trouble.message
    assert most < 4_000_000


def test_a_stray_nul_does_not_make_a_text_binary() -> None:
    assert text_of("零字节\0不见了\n".encode()) == "零字节不见了\n"


@given(st.binary(max_size=400))
def test_any_bytes_have_an_answer(raw: bytes) -> None:
    decoded = decode(raw)
    if isinstance(decoded, Decoded):
        assert "\0" not in decoded.text
        decoded.text.encode("utf-8")
    else:
        assert decoded.trouble.message


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    raw = text.encode()
    if not raw.startswith((b"\xff", b"%PDF-", b"PK\x03\x04", b"RIFF", b"GIF87a", b"GIF89a", b"bplist00")):
        assert text_of(raw) == text
