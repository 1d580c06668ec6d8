"""The letter as its reader meets it: what stands in it, in which order and in whose words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digest.core.compose import smaller
from digest.core.seal import is_ours, links_in
from digest.core.text import columns, length
from digest.core.warnings import is_printed
from digest.model.clipping import DateSource, Kind, Markup, Stamp
from digest.model.edition import Activity, Edition
from digest.model.letter import AnswersTo, Frame, Rendering
from digest.model.library import Work
from digest.model.warning import Cause
from digest.render.letter import render_letter
from tests.lint_letter import Letter, copy_faults, faults
from tests.render.editions import (
    ANSWERED,
    CHINESE,
    ENGLISH,
    HOSTILE_LINKS,
    HOSTILE_TEXTS,
    TEMPLATES,
    UNPUBLISHED,
    WEEK,
    curated,
    daily,
    edition,
    english,
    full,
    hostile,
    marks,
    met_again,
    note,
    quiet_week,
    review,
    revisited,
    section,
    thirty,
    tiny,
    weekly,
    work,
)

EDITIONS: dict[str, Callable[[], Edition]] = {
    "daily": daily,
    "full": full,
    "english": english,
    "thirty": thirty,
    "tiny": tiny,
    "weekly": weekly,
    "curated": curated,
    "curated week": lambda: replace(curated(), form="weekly", activity=WEEK),
    "met again": met_again,
    "review": review,
    "note": note,
    "quiet week": quiet_week,
    "revisited": revisited,
    "revisited, with a note": lambda: revisited(note="加法就是整篇文章。"),
}


def letter(of: Edition, frame: Frame = CHINESE) -> Rendering:
    return render_letter(of, frame, TEMPLATES)


def words_of(rendering: Rendering) -> str:
    """The letter as it is read, a space where one text ends and the next begins."""
    shown = "//body//text()[not(ancestor::div[contains(@style, 'display:none')])]"
    return " ".join(" ".join(Letter(rendering).root.xpath(shown)).split())


FRAMES = {
    "Chinese": CHINESE,
    "English": ENGLISH,
    "unpublished": UNPUBLISHED,
    "answered": ANSWERED,
    "answered in English": replace(ANSWERED, language="en"),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("name", EDITIONS)
def test_a_letter_keeps_to_every_rule_of_mail(name: str, frame: Frame) -> None:
    edition_in_full = EDITIONS[name]()
    of = list(smaller(edition_in_full))[6] if frame.answers_to and name == "thirty" else edition_in_full
    assert faults(letter(of, frame)) == []


@pytest.mark.parametrize("markup", Markup)
@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: repr(text[:24]))
def test_no_text_breaks_a_letter(text: str, markup: Markup) -> None:
    assert faults(letter(hostile(text, markup=markup))) == []


@pytest.mark.parametrize("link", HOSTILE_LINKS, ids=lambda link: repr(link[:24]))
def test_no_address_breaks_a_letter(link: str) -> None:
    rendering = letter(hostile("一句话。", link), UNPUBLISHED)

    assert faults(rendering) == []
    assert "<a " not in rendering.html


def test_what_looks_like_a_template_is_printed_as_it_stands() -> None:
    rendering = letter(hostile("{{ 7*7 }} {% include 'x' %} {# no #} jinja_0_ ${1+1}", markup=Markup.MARKDOWN))

    assert "{{ 7*7 }} {% include 'x' %} {# no #} jinja_0_ ${1+1}" in words_of(rendering)


def test_mjml_in_a_clipping_is_text() -> None:
    assert '<mj-include path="/etc/passwd"/>' in words_of(letter(hostile('<mj-include path="/etc/passwd"/>')))


def test_thirty_highlights_of_six_works_fit() -> None:
    assert len(letter(thirty()).html.encode()) <= 72_000


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert letter(full()) == letter(full())


def test_the_order_from_top_to_bottom() -> None:
    text = words_of(letter(full()))
    stations = [
        "拾句",
        "第 28 期",
        "二月十四日 星期六",
        "5 篇，15 条划线，约",
        "一张潮汐表教给人的谦虚",
        "The Second Reading: Notes Toward a Slower Margin 2 条划线",
        "tides.example.org · 8 条划线 · #海洋 · #机械",
        "潮水一天涨落两次",
        "在机器出现以前",
        "批 加法就是整篇文章。",
        "阅读原文 在 Cubox 中打开",
        "Ada Winterbourne · 2026-02-11 · 2 条划线 · #reading · #memory · #habits",
        "卷一 春 立春",
        "卷三 秋 白露",
        "深水观察 · 2025-09-30 · 摘要 · #infrastructure",
        "还有 5 条，留待下一封信。",
        "上一期 全部存档 在浏览器中查看",
        "没有追踪，也没有远程图片。",
    ]
    places = [text.find(station) for station in stations]
    assert -1 not in places, stations[places.index(-1)]
    assert places == sorted(places)


def test_the_frame_speaks_english() -> None:
    text = words_of(letter(english(), ENGLISH))

    for phrase in (
        "No. 27",
        "Saturday, 14 February",
        "1 work, 2 highlights, about 1 minute",
        "Note — Second reading",
    ):
        assert phrase in text
    assert "1 more is waiting for the next letter." in text
    assert "in\u00a0context" in letter(english(), ENGLISH).html


@pytest.mark.parametrize(("of", "language"), [(daily, "zh-Hans"), (english, "en")])
def test_an_automatic_frame_follows_most_of_the_words(of: Callable[[], Edition], language: str) -> None:
    assert f'<html lang="{language}"' in letter(of(), UNPUBLISHED).html


def test_the_fortnight_is_a_strip_of_squares_that_says_its_numbers() -> None:
    chart = Letter(letter(daily())).root.xpath("//table[@role='img']")[0]

    assert (
        chart.get("aria-label") == "最近十四天每天的划线数，最后是今天：0，3，7，2，0，12，5，4，0，9，6，1，4，8"
    )
    assert [cell.get("class") for cell in chart.xpath(".//td[@bgcolor]")] == [
        *("a0", "a1", "a2", "a1", "a0", "a3", "a2", "a2", "a0", "a3", "a2", "a1", "a2", "a3")
    ]


@pytest.mark.parametrize(
    ("frame", "phrases"),
    [
        (CHINESE, ["二〇二六年 第七周", "2 月 9 日至 15 日，5 篇，约 3 分钟", "32 条划线", "4 一", "9 三"]),
        (ENGLISH, ["Week 7, 2026", "9 to 15 February, 5 works, about 3 minutes", "32 highlights", "4 Mo", "9 We"]),
    ],
    ids=["Chinese", "English"],
)
def test_a_weekly_letter_is_headed_by_its_week(frame: Frame, phrases: list[str]) -> None:
    text = words_of(letter(weekly(), frame))

    places = [text.find(phrase) for phrase in phrases]
    assert -1 not in places, phrases[places.index(-1)]
    assert places == sorted(places)


def test_the_bars_of_a_week_say_their_numbers_and_are_as_high() -> None:
    rendering = letter(weekly(), ENGLISH)
    chart = Letter(rendering).root.xpath("//table[@role='img']")[0]
    label = "Highlights on each day: Mon 4, Tue 0, Wed 9, Thu 6, Fri 1, Sat 4, Sun 8"

    assert chart.get("aria-label") == label
    assert [int(bar.get("height")) for bar in chart.xpath(".//td[@bgcolor]")] == [28, 2, 60, 41, 8, 28, 54]
    assert label in rendering.text


def test_a_week_that_begins_in_one_month_and_ends_in_another() -> None:
    of = replace(weekly(), issued_at=datetime(2026, 2, 1, 18, tzinfo=UTC))

    assert "26 January to 1 February, " in words_of(letter(of, ENGLISH))
    assert "1 月 26 日至 2 月 1 日，" in words_of(letter(of, CHINESE))


def test_a_week_without_a_mark_has_no_chart_of_nothing() -> None:
    silent = replace(quiet_week(), activity=Activity(date(2026, 2, 15), (0,) * 7))
    assert 'class="total"' not in letter(silent).html
    assert "条划线" not in words_of(letter(silent)) + letter(silent).text


def test_a_quiet_letter_says_so_and_what_the_fortnight_brought() -> None:
    silent = replace(note(), activity=Activity(note().issued_at.date(), (0,) * 14))

    assert "二月十四日 星期六 今天没有新的划线。 过去十四天，划下 61 条。 上一期" in words_of(letter(note()))
    assert "Nothing new today. And nothing in the last fourteen days." in words_of(letter(silent, ENGLISH))
    assert "这一周没有新的划线。" in words_of(letter(quiet_week()))
    assert "过去十四天，划下 61 条。" in letter(note()).text


@pytest.mark.parametrize(
    ("marked", "frame", "label"),
    [
        ("2025-02-14T23:00+08:00", CHINESE, "一年前的今天"),
        ("2023-02-13T16:00+00:00", CHINESE, "3 年前的今天"),
        ("2025-02-14T12:00+08:00", ENGLISH, "A year ago today"),
        ("2024-02-14T12:00+08:00", ENGLISH, "2 years ago today"),
        ("2024-03-03T12:00+08:00", ENGLISH, "From 3 March 2024"),
        ("2024-03-02T16:00+00:00", CHINESE, "划于 2024 年 3 月 3 日"),
        ("2026-02-14T06:00+08:00", ENGLISH, "From 14 February 2026"),
    ],
)
def test_an_old_highlight_tells_its_age(marked: str, frame: Frame, label: str) -> None:
    of = revisited(marked=Stamp(datetime.fromisoformat(marked), DateSource.EXPLICIT), note="加法就是整篇文章。")
    rendering = letter(of, frame)
    text = words_of(rendering)

    assert f" {label} 在机器出现以前" in text
    assert "加法就是整篇文章。 潮汐机" in text
    assert f"\n{label}\n在机器出现以前" in rendering.text
    assert "加法就是整篇文章。\n—— 潮汐机" in rendering.text


def test_each_quotation_keeps_its_own_language() -> None:
    quotes = Letter(letter(full(), ENGLISH)).root.xpath("//blockquote/@lang")

    assert quotes == ["zh-Hans"] * 7 + ["en"] * 2 + ["zh-Hans"] * 5


def test_the_lead_leaves_its_work_and_still_counts() -> None:
    rendering = letter(daily())

    assert rendering.html.count("一张潮汐表教给人的谦虚") == 2  # the preheader and the lead
    assert "8 条划线" in words_of(rendering)
    assert len(Letter(rendering).root.xpath("//blockquote")) == 7


def test_three_works_need_no_contents() -> None:
    three = [section(Work(n, f"第{n}篇"), ["一句话。"]) for n in range(1, 5)]

    assert "contents" not in letter(edition(*three[:3])).html
    assert "contents" in letter(edition(*three)).html


def test_a_title_is_set_as_print_sets_it() -> None:
    titles = [element.text_content() for element in Letter(letter(daily())).root.iter("h2")]

    assert titles == [
        "潮汐机｜1872 年：给大海写一份时刻表",
        "海底电缆：互联网 99% 的路在水下，最薄处只有一根水管粗",
    ]
    assert '<span class="whole" style="white-space:nowrap">份时刻表</span>' in letter(daily()).html


def test_a_quotation_is_never_altered() -> None:
    quote = Letter(letter(edition(section(work("tides"), ["AI基建,花了1000亿:值不值?"])))).root.find(
        ".//blockquote"
    )

    assert quote.text_content().startswith("AI基建,花了1000亿:值不值?")


def test_line_ends_of_a_plain_text_are_kept() -> None:
    assert "惊蛰惊的是什么？<br>老人说是虫，<br>我看见的是种地的人。" in letter(full()).html


def test_markdown_is_set_and_its_pictures_are_links() -> None:
    html = letter(full()).html

    assert (
        "一张好地图先决定<strong>不画什么</strong>。<br>• 距离可以骗人<br>• 方向可以骗人<br>• 只有省略从不骗人"
        in html
    )
    assert re.search(r'<a href="https://notes\.example\.org/snow\.png"[^>]*>一张 1854 年的霍乱地图</a>', html)
    assert "<img" not in html


def test_plain_text_is_never_read_as_markdown() -> None:
    assert (
        "2 * 3 * 4 and **this** stays"
        in letter(edition(section(work("tides"), ["2 * 3 * 4 and **this** stays"]))).html
    )


def test_the_spine_has_the_colour_of_the_mark() -> None:
    spines = Letter(letter(full())).root.xpath("//td[contains(@class, 'spine')]/@style")

    assert "border-left:2px solid #D8C9AE" in spines[0]
    assert "border-left:2px solid #D08742" in spines[1]
    assert "border-left:2px solid #C4708A" in spines[7]


def test_a_note_is_never_cut() -> None:
    note = "想法。" * 3_000

    assert note in letter(edition(section(work("tides"), [{"text": "一句话。", "note": note}]))).html


def test_a_long_quotation_ends_at_a_sentence_and_says_so() -> None:
    quote = Letter(letter(edition(section(work("tides"), [{"text": "一个完整的句子。" * 200}])))).root.find(
        ".//blockquote"
    )
    shown = quote.text_content().removesuffix("\u00a0原处")

    assert shown.endswith("句子。……")
    assert 590 < length(shown.removesuffix("……")) <= 600


def test_chapters_are_told_only_where_there_is_more_than_one() -> None:
    chapters = [
        {"text": "甲。", "heading": "上篇"},
        {"text": "乙。", "heading": "上篇"},
        {"text": "丙。", "heading": "下篇"},
    ]

    several = Letter(letter(edition(section(work("almanac"), chapters))))
    single = Letter(letter(edition(section(work("almanac"), chapters[:2]))))
    assert [heading.text_content() for heading in several.root.iter("h3")] == ["上篇", "下篇"]
    assert list(single.root.iter("h3")) == []


def test_a_summary_opens_without_a_heading_and_keeps_its_citation_marks() -> None:
    rendering = letter(edition(section(work("cables"), marks("cables"))), ENGLISH)
    headings = [element.text_content() for element in Letter(rendering).root.iter("h3")]

    assert headings == ["How it began", "What breaks", "Who pays", "What to watch"]
    assert re.search(
        r'ahead <span class="cite" style="[^"]*font-size:12px[^"]*">\[1\]\[5\]\[31\]</span>\.', rendering.html
    )
    assert "1 work, about 1 minute" in words_of(rendering)
    assert "blockquote" not in rendering.html.partition("</head>")[2]


def test_a_highlight_without_an_address_leads_to_its_words_on_the_page() -> None:
    of = edition(section(work("tides"), ["机器不懂海，它只会加法；懂海的是把海拆成加法的人。"]))

    assert "tide-machine/#:~:text=%E6%9C%BA%E5%99%A8" in letter(of).html


@pytest.mark.parametrize("kind", [Kind.BOOK, Kind.PODCAST, Kind.VIDEO])
def test_a_page_that_does_not_hold_the_words_is_not_called_their_place(kind: Kind) -> None:
    assert (
        "原处"
        not in letter(edition(section(replace(work("tides"), kind=kind), ["一句长短合适的话，足够引用。"]))).html
    )


def test_a_work_without_title_or_address_is_called_untitled() -> None:
    rendering = letter(edition(section(Work(1, "\u200b "), ["一句话。"])))

    assert ">无题</h2>" in rendering.html
    assert rendering.subject == "拾句 27｜无题"


@pytest.mark.parametrize(
    ("of", "frame", "subject"),
    [
        (daily, CHINESE, "拾句 27｜潮汐机｜1872 年：给大海写一份时刻表 等 2 篇"),
        (english, ENGLISH, "Gleanings 27 | The Second Reading: Notes Toward a Slower Margin"),
        (full, ENGLISH, "Gleanings 28 | 潮汐机｜1872 年：给大海写一份时刻表 and 4 more"),
        (weekly, ENGLISH, "Gleanings 28 | Week 7: 潮汐机｜1872 年：给大海写一份时刻表 and 4 more"),
        (weekly, CHINESE, "拾句 28｜第七周：潮汐机｜1872 年：给大海写一份时刻表 等 5 篇"),
        (note, CHINESE, "拾句 29｜今天没有新的划线。"),
        (quiet_week, ENGLISH, "Gleanings 29 | Week 7: Nothing new this week."),
        (revisited, CHINESE, "拾句 30｜一年前的今天：潮汐机｜1872 年：给大海写一份时刻表"),
    ],
)
def test_the_subject(of: Callable[[], Edition], frame: Frame, subject: str) -> None:
    assert letter(of(), frame).subject == subject


def test_a_long_title_leaves_room_for_the_rest_of_the_subject() -> None:
    of = edition(section(Work(1, "很长的标题" * 60), ["甲。"]), section(Work(2, "另一篇"), ["乙。"]))

    subject = letter(of).subject
    assert columns(subject) <= 140
    assert subject.endswith("… 等 2 篇")


def test_the_preheader_is_the_first_sentence() -> None:
    of = edition(section(work("tides"), ["第一句足够长，可以单独站立。第二句不在这里。"]))

    assert letter(of).preheader == "第一句足够长，可以单独站立。"


def test_an_english_date_and_a_chinese_one() -> None:
    of = replace(tiny(), issued_at=datetime(2026, 12, 31, 8, tzinfo=UTC))

    assert "十二月三十一日　星期四" in letter(of, CHINESE).html
    assert "Thursday, 31 December" in letter(of, ENGLISH).html


def test_our_own_chinese_has_chinese_punctuation() -> None:
    words = tomllib.loads((TEMPLATES[0] / "words" / "zh-Hans.toml").read_text("utf-8"))

    assert copy_faults(words) == []


@pytest.mark.parametrize("frame", [CHINESE, ENGLISH])
def test_every_warning_has_its_words_at_the_foot_once_or_often(frame: Frame) -> None:
    for count in (1, 2):
        causes = tuple((cause.value, count) for cause in Cause if is_printed(cause))
        rendering = letter(daily(), replace(frame, warnings=causes))
        assert faults(rendering) == []
        told = re.findall(r'<p class="foot"[^>]*>((?:[^<]|<br ?/?>)*)</p>', rendering.html)
        sentences = [line.strip() for line in re.split(r"<br ?/?>", max(told, key=len))]
        assert len(sentences) == len(causes) + 1
        assert all(f"{sentence}\n" in rendering.text for sentence in sentences)


def test_every_highlight_has_links_to_say_what_is_thought_of_it_and_a_summary_none() -> None:
    rendering = letter(full(), ANSWERED)
    subjects = re.findall(r'href="mailto:letters@example.net\?subject=([\w.-]+)"', rendering.html)
    brought = [link for subject in subjects for link in links_in(subject)]
    assert all(is_ours(link, bytes(32)) for link in brought)
    assert {link.link.highlight for link in brought} == {
        pick.highlight.id
        for section in full().sections
        if section.work.kind is not Kind.SUMMARY
        for pick in section.picks
    }
    assert len(subjects) == 3 * len({link.link.highlight for link in brought})
    assert "mailto:" not in letter(full()).html


def test_an_address_cannot_add_headers_to_an_answer() -> None:
    frame = replace(CHINESE, answers_to=AnswersTo("a&body=x?#%41@example.net", bytes(32)))
    assert "mailto:a%26body=x%3F%23%2541@example.net?subject=" in letter(english(), frame).html


def test_old_ones_stand_after_what_is_new_and_say_what_they_are() -> None:
    rendering = letter(met_again(), ENGLISH)
    text = words_of(rendering)
    new, _, old = text.partition(" Worth meeting again ")
    assert "1 work" not in new
    assert "2 works, 8 highlights, 3 to meet again, about" in new
    told = [
        "From 3 May 2024 · not met since March 2025 A mark in a margin",
        "3 years ago today 立春不是天气变暖的日子",
        "On the same subject as 潮汐机｜1872 年：给大海写一份时刻表 · From 3 May 2024 一张好地图",
    ]
    places = [old.find(one) for one in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "The Second Reading: Notes Toward a Slower Margin" not in rendering.subject
    assert rendering.text.count("Worth meeting again") == 1


def test_a_letter_of_old_ones_alone_says_so_in_its_subject() -> None:
    rendering = letter(review(), ENGLISH)
    assert rendering.subject.startswith("Gleanings 32 | Worth meeting again: The Second Reading")
    assert rendering.preheader.startswith("A mark in a margin is a letter")
    assert "Nothing new" not in rendering.text


def test_a_full_letter_has_the_old_ones_in_its_contents() -> None:
    of = replace(full(), old=met_again().old)
    assert "Worth meeting again 3 highlights" in words_of(letter(of, ENGLISH))


def test_reasons_are_said_small_where_they_are_wanted_and_once_for_a_work() -> None:
    of = met_again()
    assert "First of its work" not in words_of(letter(of, ENGLISH))
    shown = words_of(letter(of, replace(ENGLISH, reasons=True)))
    assert shown.count("First of its work") == 2  # of what opens the letter, and of the rest of its work
    assert shown.count("marked by you") == 1


def test_what_opens_the_letter_says_its_reason_too() -> None:
    rendering = letter(daily(), replace(CHINESE, reasons=True))
    opening = Letter(rendering).root.xpath("//p[@class='lead']/following-sibling::p[@class='tags']/text()")
    assert [said.strip() for said in opening] == ["初次来信"]
    assert "初次来信" in rendering.text.partition("─")[0]


def tracked() -> Edition:
    """A work whose address, whose highlight's and whose links carry what trackers add."""
    essay = Work(
        1, "Tides", url="https://example.org/tides?utm_source=a&page=2", app_url="https://app.example/?fbclid=b"
    )
    quotation = "See [the tables](https://example.net/?gclid=c&x=1#y) and <https://example.com/z?utm_medium=d>."
    place = "https://app.example/7?mc_eid=e"
    return edition(section(essay, [{"text": quotation, "markup": "markdown"}, {"text": quotation, "url": place}]))


def test_links_do_without_what_trackers_added_unless_they_shall_have_it() -> None:
    added = re.compile(r"utm_\w+|gclid|fbclid|mc_eid")
    rendering = letter(tracked())
    links = re.findall(r'href="(.*?)"', rendering.html)
    assert not added.search(" ".join(links))
    assert {"https://example.org/tides?page=2", "https://example.net/?x=1#y", "https://example.com/z"} <= set(links)
    assert any(link.startswith("https://example.org/tides?page=2#:~:text=") for link in links)
    assert "the tables <https://example.net/?x=1#y> and <https://example.com/z>." in rendering.text
    as_they_are = letter(tracked(), replace(CHINESE, clean_links=False))
    for part in (as_they_are.html, as_they_are.text):
        assert set(added.findall(part)) == {"utm_source", "utm_medium", "gclid", "fbclid", "mc_eid"}


def test_a_plain_quotation_is_printed_to_the_letter() -> None:
    assert "&lt;https://example.com/z?utm_medium=d&gt;" in letter(tracked()).html


def test_a_title_that_seems_to_lead_elsewhere_says_where_it_leads() -> None:
    odd = Work(1, "paypal.com", author="A. Writer", url="https://evil.example/x")
    rendering = letter(edition(section(odd, ["One.", "Two."])))
    assert "A. Writer · → evil.example · " in words_of(rendering)
    assert "A. Writer · → evil.example · " in rendering.text
    homograph = replace(odd, title="Support", url="https://\u0430\u0440\u0440\u04cf\u0435.com/")
    again = replace(edition(section(work("tides"), ["One.", "Two."])), old=(section(homograph, ["Three."]),))
    assert "Support · A. Writer · → xn--80ak6aa92e.com" in words_of(letter(again))


@pytest.mark.parametrize("name", EDITIONS)
def test_nothing_stands_beside_the_links_of_a_usual_letter(name: str) -> None:
    assert "→ " not in letter(EDITIONS[name]()).html
