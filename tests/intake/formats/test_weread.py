"""WeRead's notes: what stays the same from one release of the plugin to the next, and what is not WeRead's."""

from __future__ import annotations

from digest.intake.formats import weread, weread_copy
from digest.intake.registry import understand
from digest.model.clipping import Clipping
from tests.intake.documents import document

FRONT = '---\ndoc_type: weread-highlights-reviews\nbookId: "900417"\n---\n# 高亮划线\n## 一\n'
IN_2022 = FRONT + "- 📌 河不回信。 ^6-711-731\n    - ⏱ 2026-01-03 22:02:15\n"
IN_2026 = (
    FRONT
    + "> 📌 [河不回信。](<weread://bestbookmark?bookId=900417&chapterUid=6&rangeStart=711&rangeEnd=731>)\n"
    + "> ⏱ 2026-01-03 22:02:15 ^900417-6-711-731\n"
)


def read(text: str) -> list[Clipping]:
    """The clippings in ``text``."""
    return list(understand(document(text)).clippings)


def test_a_highlight_is_the_same_in_every_release_of_the_plugin() -> None:
    (old,), (new,) = read(IN_2022), read(IN_2026)
    assert (old.key, old.text, old.marked) == (new.key, new.text, new.marked)
    assert old.key == "weread:900417-6-711-731"


def test_without_its_book_a_range_is_no_identity() -> None:
    (clipping,) = read(IN_2022.replace('bookId: "900417"\n', ""))
    assert clipping.key == ""


def test_a_book_synced_twice_into_one_file_says_everything_once() -> None:
    assert len(read(IN_2026 + IN_2026.partition("# 高亮划线\n")[2])) == 1


def test_a_diary_that_likes_the_same_signs_is_no_note_of_weread() -> None:
    diary = document("# 三月\n\n📌 今天 ==下雨==\n⏱ 2026-03-05 22:00\n")
    assert weread.identify(diary) == 0
    assert weread_copy.identify(diary) == 0
    assert [clipping.text for clipping in understand(diary).clippings] == ["下雨"]


COPIED = """《渡口来信》

林一舟
2个笔记


第一封

◆ 河不回信。

但河记得。


第二封

◆ 桨声

-- 来自微信读书
"""


def test_copied_notes_survive_the_loss_of_double_empty_lines() -> None:
    narrow = COPIED.replace("\n\n\n", "\n\n")
    told = [(clipping.text, clipping.heading) for clipping in read(COPIED)]
    assert told == [("河不回信。\n\n但河记得。", "第一封"), ("桨声", "第二封")]
    assert told == [(clipping.text, clipping.heading) for clipping in read(narrow)]


def test_a_part_that_is_not_read_ends_at_the_next_heading_of_its_level() -> None:
    note = FRONT.replace("# 高亮划线\n## 一\n", "# 热门划线\n## 一\n> 📌 别人的\n# 摘录\n## 二\n> 📌 自己的\n")
    assert [(clipping.text, clipping.heading) for clipping in read(note)] == [("自己的", "二")]
