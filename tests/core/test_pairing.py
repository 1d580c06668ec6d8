"""Which old highlight is on the same subject as a fresh one, measured on texts made up for it."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from digest.core.old import Pair
from digest.core.pairing import LEAST, Passage, best_pair

SUBJECTS = [
    ("Deep sleep clears waste from the brain, and REM sleep files the memories of the day.",
     "A night without REM sleep leaves memories unfiled: the brain can hardly say what the day was about."),
    ("Spring tides come when sun and moon pull in one line; neap tides when the moon stands at a right angle.",
     "The moon pulls the sea twice a day, and at neap it pulls against the sun, so that tides stay low."),
    ("Sourdough needs no yeast from a shop: flour and water left alone will rise by themselves.",
     "Feed the sourdough with flour every morning, and it will rise for a hundred years."),
    ("High fixed costs push airlines into price wars, as one more passenger costs next to nothing.",
     "Airlines sell the last seat for next to nothing: fixed costs are paid whether a passenger comes or not."),
    ("A Fresnel lens bends the lighthouse lamp into a beam that carries for twenty miles.",
     "Before Fresnel, the lighthouse lamp lost most of its beam to the sky."),
    ("Fungi at their roots carry sugar from tree to tree; a forest trades underground.",
     "What looks like a forest of single trees trades sugar below, where fungi join the roots."),
    ("The null hypothesis is never proved: a test can only fail to reject it.",
     "Statistical power tells how likely a test is to reject a null hypothesis that is false."),
    ("Paper went west from Samarkand after the battle of Talas, with prisoners who knew the craft.",
     "The paper mills of Samarkand learned their craft from prisoners of war."),
    ("固定成本高的行业，价格战往往更激烈，因为多卖一件几乎没有边际成本。",
     "边际成本趋近于零，价格战就停不下来：固定成本早已付过了。"),
    ("怛罗斯之战以后，造纸术随着战俘传到了撒马尔罕。",
     "撒马尔罕的纸坊，是战俘带来的造纸术。"),
    ("都江堰不筑高坝，只用鱼嘴把岷江分成内江和外江。",
     "岷江到了都江堰，鱼嘴一分，内江灌溉，外江泄洪。"),
    ("间隔重复比一次背诵更能巩固记忆，遗忘一点再回忆，效果最好。",
     "巩固记忆靠的是回忆，不是背诵：间隔越长，重复越有用。"),
]  # fmt: skip

ELSEWHERE = [
    "A street without shops on its ground floor is a street without eyes.",
    "Programs must be written for people to read, and only by the way for machines to execute.",
    "We suffer more often in imagination than in reality, said Seneca in a letter to a friend.",
    "Old buildings keep rents low, and low rents let new ideas into a city.",
    "Bamboo keeps its roots shallow and its neighbours close.",
    "An hour of walking has carried off every trouble that I ever had.",
    "Knead the dough until it can be stretched without tearing.",
    "茶要慢慢泡，第三泡才有味道，前两泡只是打招呼。",
    "一座城市的性格，写在它的街道名字里。",
    "深夜的便利店，是城市里最后一盏不问来历的灯。",
]


def passages(texts: list[str], first: int = 1) -> list[Passage]:
    return [Passage(id_, id_, text) for id_, text in zip(count(first), texts, strict=False)]


def test_more_than_half_of_the_subjects_are_found_and_each_pair_is_on_one() -> None:
    old = passages([text for _, text in SUBJECTS] + ELSEWHERE, first=101)
    found = [best_pair([fresh], old) for fresh in passages([text for text, _ in SUBJECTS])]
    assert all(pair.old == pair.fresh + 100 for pair in found if pair)
    assert sum(pair is not None for pair in found) >= 7


def test_what_is_on_no_common_subject_is_no_pair() -> None:
    old = passages([text for pair in SUBJECTS for text in pair], first=101)
    assert [best_pair([fresh], old) for fresh in passages(ELSEWHERE)] == [None] * len(ELSEWHERE)


def test_one_work_and_one_text_are_no_pair() -> None:
    text, other = SUBJECTS[0]
    far = passages(ELSEWHERE, first=101)
    fresh = Passage(1, 1, text)
    assert best_pair([fresh], [Passage(2, 2, other), *far]) is not None
    assert best_pair([fresh], [Passage(2, 1, other), *far]) is None
    assert best_pair([fresh], [Passage(2, 2, text.upper()), *far]) is None


def test_of_two_equally_like_the_one_more_wished_for_comes_whatever_the_order() -> None:
    text, other = SUBJECTS[0]
    old = [Passage(2, 2, other, 1), Passage(3, 3, other, 3), *passages(ELSEWHERE, first=101)]
    pair = best_pair([Passage(1, 1, text)], old)
    assert pair
    assert (pair.fresh, pair.old) == (1, 3)
    assert LEAST <= pair.likeness <= 1
    assert best_pair([Passage(1, 1, text)], old[::-1]) == pair


@given(st.lists(st.text(), max_size=5), st.lists(st.text(), max_size=5))
def test_any_texts_can_be_looked_at(fresh: list[str], old: list[str]) -> None:
    pair = best_pair(passages(fresh), passages(old, first=101))
    assert pair is None or isinstance(pair, Pair)
