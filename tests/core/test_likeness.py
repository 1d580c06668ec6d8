"""Which highlights read nearly the same, whatever work they are from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.likeness import alike, prints, wording
from digest.model.clipping import Markup

PAIRS = [
    ("The tide goes out. What stands in the way of it becomes the way.",
     "“The tide goes out. What stands in the way of it becomes the way”"),
    ("We are what we repeatedly do. Excellence, then, is not an act, but a habit.",
     "we are what we repeatedly do; excellence then is not an act but a habit"),
    ("It is not that we have a short time to live, but that we waste a lot of it.",
     "It is not that we have a short time to live but that we waste much of it."),
    ("The unexamined life is not worth living.", "The unexamined life isn’t worth living"),
    ("When you want to know how things really work, study them when they’re coming apart.",
     "When you want to know how things really work, study them when they are coming apart."),
    ("Who measures twice has to cut only once (or at least less often) in any trade.",
     "Old carpenters knew. Who measures twice has to cut only once (or at least less often) in any trade."),
    ("知人者智，自知者明。胜人者有力，自胜者强。", "知人者智,自知者明｡ 勝人者有力，自胜者强"),
    ("天下难事，必作于易；天下大事，必作于细。", "「天下难事必作于易，天下大事必作于细」"),
    ("我们听过无数的道理，却仍旧过不好这一生。", "我们听过无数道理，却仍旧过不好这一生"),
    ("先把根扎稳，枝叶自然会长，急不得，也不必急。", "先把根扎稳，枝叶自然会长，急不得"),
    ("固定成本高的行业，竞争往往更加激烈，因为每多卖一件几乎都是利润。", "固定成本高的行业，竞争往往更加激烈，"),
    ("**Simplicity** is prerequisite for [reliability](https://example.net).",
     "Simplicity is prerequisite for reliability"),
    ("Attention is the rarest and purest form of generosity.",
     "Attention is the rarest and purest form of generousity."),
    ("What we know is a drop, what we don't know is an ocean.",
     "What we know is a drop; what we do not know is an ocean."),
    ("A ship in harbor is safe, but that is not what ships are built for.",
     "A ship in harbor is safe—but that is not what ships are for."),
    ("Less is more.", "less is more"),
]  # fmt: skip

OTHERS = [
    ("The capital of France is Paris, which lies on the Seine.",
     "The capital of Austria is Vienna, which lies on the Danube."),
    ("All happy families are alike; each unhappy family is unhappy in its own way.",
     "All happy families are alike in the way their houses are lit at night."),
    ("The tide rises 3 metres in the harbour.", "The tide rises 5 metres in the harbour."),
    ("Memory is reliable.", "Memory is unreliable."),
    ("He was a good friend to all who knew him.", "He was not a good friend to all who knew him."),
    ("Less is more.", "Less is bore."),
    ("上善若水。水善利万物而不争。", "上善若水，处众人之所恶，故几于道，这是老子对水的理解和推崇。"),
    ("第三章讲的是成本结构与定价之间的关系。", "第四章讲的是成本结构与定价之间的关系。"),
    ("价格由边际成本决定，这是一条规律。", "价格不由边际成本决定，这是一条规律。"),
    ("To be good is noble.", "To be good is novel."),
    ("The more you read, the more things you will know.",
     "The more that you learn, the more places you’ll go."),
    ("A wise man has no clock.", "A happy man has no clock."),
    ("In the long run we are all late.", "In the long run markets are efficient."),
    ("熟能生巧，勤能补拙。", "熟能生巧，俭能养德。"),
    ("The tide brings back what it took.",
     "The tide brings back what it took. What it took from the marsh it leaves on the sand for others to find."),
    ("An army marches on its stomach.", "An army marches on its boots."),
    ("Knowledge speaks, but wisdom listens.", "Knowledge listens, but wisdom speaks."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_wordings_of_one_text_are_alike_and_share_a_print(one: str, other: str) -> None:
    worded, differently = wording(one, Markup.MARKDOWN), wording(other)
    assert alike(worded, differently)
    assert alike(differently, worded)
    assert set(zip("be", prints(worded.bare), strict=True)) & set(zip("be", prints(differently.bare), strict=True))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_statements_are_not_alike_however_they_are_built(one: str, other: str) -> None:
    assert not alike(wording(one), wording(other))
    assert not alike(wording(other), wording(one))


@given(st.text(), st.text())
def test_any_texts_can_be_compared_in_either_order(one: str, other: str) -> None:
    worded, differently = wording(one), wording(other)
    assert alike(worded, worded)
    assert alike(worded, differently) == alike(differently, worded)
    assert len(prints(worded.bare)) == 2
