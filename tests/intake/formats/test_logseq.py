"""The outline of Logseq's pages, on which two formats stand."""

from __future__ import annotations

from digest.intake.formats import logseq
from digest.intake.outline import read_outline
from digest.model.clipping import Clipping, DateSource
from tests.intake.documents import document

HIGHLIGHT = "- words\n  ls-type:: annotation\n  hl-page:: 1\n  id:: {id}\n"


def test_what_looks_like_a_block_inside_code_is_none() -> None:
    blocks = list(read_outline("- a\n\t- ```\n\t  - code\n\t  key:: code\n\t  ```\n\t- b\n"))
    assert [block.text for block in blocks] == ["", "a", "```\n- code\nkey:: code\n```", "b"]
    assert blocks[3].parent is blocks[1]


def test_code_that_never_ends_hides_no_block_beside_it() -> None:
    blocks = list(read_outline("- ```\n  code\n- b\n"))
    assert [block.text for block in blocks][1:] == ["```\ncode", "b"]


def test_an_id_whose_seconds_no_logseq_has_seen_tells_no_date() -> None:
    for number, dated in (
        ("64b2e0b5-8223-486e-9e65-3b4b07cd2687", True),
        ("f4b2e0b5-8223-486e-9e65-3b4b07cd2687", False),
    ):
        (record,) = logseq.parse(document(HIGHLIGHT.format(id=number)))
        assert isinstance(record, Clipping)
        assert (record.marked is not None and record.marked.source is DateSource.ID) is dated
