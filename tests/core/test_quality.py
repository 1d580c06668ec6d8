"""Which highlights are not worth a place in a letter, and that no good one is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.core.quality import FLAWS, Flaw, flaw, is_spared
from digest.model.clipping import Kind, Markup

JUNK: dict[Flaw, list[str]] = {
    "no-words": ["***", "…", "— —", "。。。", "😂😂", "•", '""'],
    "number": [
        "12", "12/300", "1984", "p. 45", "Page 12 of 300", "pp. 34–36", "Loc 1234-36", "– 23 –", "[45]", "37%",
        "第 12 页", "12页", "第3页/共20页", "位置 #1203", "12:30", "No. 7", "2021-03-03 12:30",
    ],
    "one-word": [
        "values.", "Farmhouses", "the", "“unobtrusively”", "MongoLab,", "don't", "well-being", "Überfluss", "马灯",
        "的", "时间。", "**bold**",
    ],
    "link": [
        "https://example.org/a/b?c=d", "www.example.net", "see@example.org", "http://a.example http://b.example",
        "<https://example.org>", "![](https://example.org/tower.png)", "![[Pasted image 2024.png]]",
        "[https://example.org](https://example.org)",
    ],
    "furniture": [
        "Share this", "Share this article on Twitter", "Share on Facebook", "Subscribe to our newsletter",
        "Subscribe now", "Sign up for our free weekly newsletter and never miss a story.",
        "Click here to read more",
        "Read more", "Continue reading the main story", "Read the full story", "Skip to main content",
        "Back to top", "Table of contents", "© 2023 The Harbour Times. All rights reserved.",
        "All rights reserved.",
        "Copyright 2021 by the author", "We use cookies to improve your experience on our website. Learn more",
        "This website uses cookies.", "Accept all cookies", "Cookie policy", "Privacy Policy", "Terms of service",
        "By continuing to use this site, you agree to our terms.", "Follow us on Instagram", "Leave a comment",
        "12 comments", "Related articles", "You may also like", "Recommended for you", "Log in to continue",
        "Sign in", "Forgot password?", "Photo by Ansel A.", "Image credit: NASA", "Getty Images", "5 min read",
        "Listen to this article", "Filed under: Politics", "Tags: sea, harbour", "March 3, 2021", "3 March 2021",
        "Published on Mar 3, 2021", "This article originally appeared in The Harbour Times.", "View in browser",
        "Unsubscribe here", "Download the app", "Chapter 3", "CHAPTER IV", "Figure 3", "Fig. 3.2", "Table 2.",
        "Part I",
        "Next article", "Get the best stories delivered to your inbox", "Related: Why tides turn",
        "阅读原文", "点击阅读原文", "扫码关注公众号", "长按识别二维码关注我们", "分享到朋友圈", "点赞、在看、转发",
        "欢迎关注我们的公众号：潮汐", "相关阅读", "推荐阅读：潮水的故事", "版权所有", "未经授权不得转载",
        "责任编辑：王某", "来源：港口日报", "图源：网络", "上一篇：灯塔", "展开全文", "我们使用 cookies 来改进体验",
        "隐私政策", "图 3", "图3-2", "表 1", "第三章", "第 12 节", "本文约 3000 字", "2021年3月3日",
        "发布于 2021-03-03", "查看更多", "加载更多", "转载请注明出处",
    ],
    "whole-page": ["A tide table is a small library of promises. " * 100, "潮水不看日历，人却总要看。" * 200],
}  # fmt: skip

MISSED = [
    "of which he", "and then the", "Tweet your thoughts", "PLEASE DO NOT WRITE BELOW THIS LINE", "更多精彩内容",
]  # fmt: skip
"""Junk that no rule knows."""

GOOD = [
    "So are we.", "Less is more.", "Keep going.", "Waiting is a trade.", "“noon is when I say so.”", "let go",
    "Know thyself", "Memento mori", "This, too, shall pass.", "Be here now.", "Why not?", "flesh out",
    "一面之词", "知行合一", "天行健，君子以自强不息。", "上善若水", "慢慢来", "河不回信。", "不等人", "活在当下",
    "坂道の途中で読む本は、いつも半分だけ重い。", "인생은 짧다", "Всё течёт",
    "git rebase -i HEAD~3", "useEffect()", "rm -rf", "os.path.join", "x = y", "E = mc²", "a[i] ^= b", "<br>",
    "`printf`", "C++", "1 + 1 = 2", "for (;;) {\n}", "SELECT 1", "O(n log n)",
    "Subscribe to no creed that you cannot explain to a child.", "Share what you have before you are asked to.",
    "Follow your own star!", "Copyright is a tax on readers for the purpose of giving a bounty to writers.",
    "Cookies are small text files that websites store.", "Read the whole book before you judge it.",
    "More like a lighthouse than a lamp.", "Popular stories are seldom true.",
    "Published in 1859, it sold out at once.",
    "Reading time is thinking time.", "Images by themselves mean nothing.",
    "Jump to conclusions and you land badly.",
    "Like this, but quieter.", "Share it, and it grows.", "Learn more about yourself than about the world.",
    "Figure 3 shows that tides rise twice a day.", "Table manners are a form of respect.", "Next to love, quiet.",
    "Chapter 3 of any life is the hardest.", "Part of me stayed.", "Page 12 is where the book begins.",
    "Join or die.",
    "Posted on the door was a note that said: gone fishing.", "March on.", "May 1968 never ended.",
    "By using less, we keep more.",
    "Search is the art of knowing when to stop.", "Comments are apologies.",
    "Sign in the times of others what you fear.",
    "The 80/20 rule", "$1.2 trillion", "100 years of solitude", "42 is the answer.", "Rule No. 1", "7 habits",
    "关注本质，而不是表象。", "点击鼠标的那一刻，他就知道完了。", "分享是一种能力。", "作者已死。",
    "未经允许的善意也是一种冒犯。",
    "推荐阅读这本书的人都沉默了。", "来源不明的恐惧最伤人。", "图穷匕见", "第一次见到海，他什么也没说。",
    "目录学是读书的门径。",
    "关注我们内心的声音。", "表面之下，另有一条河。", "更多的时候，人只是在等。", "登录月球那一年，他八岁。",
    "在看不见的地方用力。",
    "Start with empathy\n\n![image.png](../assets/image_1.png)",
    "See https://example.org/tides for the table.", "[What a lighthouse leaves out](https://example.org)",
    "The tide rises, the tide falls. " * 40, "潮水不看日历。" * 200,
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), [(text, why) for why, texts in JUNK.items() for text in texts])
def test_what_is_not_worth_a_place_is_named(text: str, why: Flaw) -> None:
    assert flaw(text, Markup.MARKDOWN) == why


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("markup", Markup)
def test_nothing_good_is_lost(text: str, markup: Markup) -> None:
    assert flaw(text, markup) is None


def test_some_junk_is_let_through_rather_than_anything_good_lost() -> None:
    assert [text for text in MISSED if flaw(text)] == []


@pytest.mark.parametrize(
    ("kind", "note", "tags", "spared"),
    [
        (Kind.BOOK, "", (), False),
        (Kind.ARTICLE, "why this word?", (), True),
        (Kind.TWEET, "", ("words",), True),
        (Kind.NOTE, "", (), True),
        (Kind.SUMMARY, "", (), True),
    ],
)
def test_what_its_reader_added_to_or_wrote_always_has_a_place(
    kind: Kind, note: str, tags: tuple[str, ...], spared: bool
) -> None:
    assert is_spared(kind, note, tags) is spared


@given(st.text(), st.sampled_from(Markup))
def test_any_text_is_judged(text: str, markup: Markup) -> None:
    assert flaw(text, markup) in (None, *FLAWS)
