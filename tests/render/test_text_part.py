"""The plain-text part: the whole letter for a reader without HTML."""

from __future__ import annotations

from dataclasses import replace

from digest.model.clipping import Kind
from digest.render.letter import render_letter
from tests.render.editions import CHINESE, ENGLISH, TEMPLATES, daily, edition, english, full, place, section, work


def test_the_whole_text_of_a_small_letter() -> None:
    tides = section(
        replace(work("tides"), kind=Kind.BOOK),
        [
            {"text": "第一行，\n第二行。", "note": "一个想法。", "tags": ("海", "#钟"), "url": place(1)},
            "没有地址的一句话 & <b>没有</b>标记。",
        ],
    )
    text = render_letter(edition(tides, waiting=2), CHINESE, TEMPLATES).text

    assert (
        text
        == f"""\
拾句 · 二月十四日　星期六 · 第 27 期
1 篇，2 条划线，约 1 分钟

────────────────────────
潮汐机｜1872 年：给大海写一份时刻表
tides.example.org · 2 条划线

{tides.work.excerpt}

> 第一行，
> 第二行。
批　一个想法。
#海 #钟
<{place(1)}>

> 没有地址的一句话 & <b>没有</b>标记。

阅读原文
<https://tides.example.org/essays/tide-machine/>

在 Cubox 中打开
<https://reader.example.com/web/card/7421446577446700001>

--{" "}
还有 2 条，留待下一封信。

上一期
<https://letters.example.net/26/index.html>
全部存档
<https://letters.example.net/index.html>
在浏览器中查看
<https://letters.example.net/27/index.html>

这封信由 digest 在你自己的电脑上，用你自己的剪藏排成。没有追踪，也没有远程图片。
"""
    )


def test_a_summary_is_a_list_under_its_headings() -> None:
    text = render_letter(daily(), CHINESE, TEMPLATES).text

    assert "\n\nNearly all traffic" in text
    assert "\n\nHow it began\n- The first transatlantic" in text


def test_contents_chapters_and_the_links_of_markdown_are_there() -> None:
    text = render_letter(full(), CHINESE, TEMPLATES).text

    assert "\n节气手记 · 3 条划线\n" in text
    assert "\n卷三 秋\n" in text
    assert "> • 只有省略从不骗人，见 附录 <https://notes.example.org/a>\n" in text
    assert "> 一张 1854 年的霍乱地图 <https://notes.example.org/snow.png>\n" in text


def test_english_words_around_english_quotations() -> None:
    text = render_letter(english(), ENGLISH, TEMPLATES).text

    assert "Note — Second reading = this letter." in text
    assert "\n-- \n1 more is waiting for the next letter.\n" in text


def test_a_long_quotation_is_cut_where_the_html_cuts_it() -> None:
    rendering = render_letter(edition(section(work("tides"), ["一个完整的句子。" * 200])), CHINESE, TEMPLATES)
    quote = next(line for line in rendering.text.splitlines() if line.startswith("> "))

    assert quote.endswith("句子。……")
    assert quote.removeprefix("> ") in rendering.html
