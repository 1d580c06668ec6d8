"""Editions to set: a usual morning, a full one, an English, a large, a tiny, a hostile one, quiet ones, a week."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.model.choice import Reason
from digest.model.clipping import DateSource, Kind, Markup, Stamp
from digest.model.edition import Activity, Curation, Edition, Pick, Section
from digest.model.letter import AnswersTo, Frame
from digest.model.library import Highlight, Work
from digest.shipped import folder

TEMPLATES: tuple[Path, ...] = (folder("templates"),)

MORNING = datetime(2026, 2, 14, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
MARKED = Stamp(MORNING, DateSource.EXPLICIT)

FORTNIGHT = Activity(MORNING.date(), (0, 3, 7, 2, 0, 12, 5, 4, 0, 9, 6, 1, 4, 8))
WEEK = Activity(date(2026, 2, 15), (4, 0, 9, 6, 1, 4, 8))

SITE = "https://letters.example.net"
CHINESE = Frame("拾句", "拾句", "zh-Hans", f"{SITE}/index.html", f"{SITE}/27/index.html", f"{SITE}/26/index.html")
ENGLISH = replace(CHINESE, title="Gleanings", language="en")
ANSWERED = replace(CHINESE, answers_to=AnswersTo("letters@example.net", bytes(32)))
UNPUBLISHED = Frame("Gleanings", "拾句", "auto")

WORKS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("works.toml").read_text("utf-8"))


def work(name: str, id_: int = 1) -> Work:
    """A work of ``works.toml``."""
    told = {key: value for key, value in WORKS[name].items() if key not in {"texts", "groups", "highlights"}}
    told["kind"] = Kind(told.get("kind", "article"))
    told["tags"] = tuple(told.get("tags", ()))
    return Work(id=id_, **told)


def marks(name: str) -> list[dict[str, Any]]:
    """The fields of the highlights of a work of ``works.toml``."""
    told = WORKS[name]
    found = [{"text": text, "url": place(n)} for n, text in enumerate(told.get("texts", ()))]
    found += [
        {"text": text, "heading": group["heading"]} for group in told.get("groups", ()) for text in group["texts"]
    ]
    return found + [dict(highlight) for highlight in told.get("highlights", ())]


def place(n: int) -> str:
    """The address of a highlight in a reading app."""
    return f"https://reader.example.com/web/annotations/cards/7421446577446718398?highlight=74214470993901{n:05}"


def section(of: Work, highlights: Iterable[str | dict[str, Any]]) -> Section:
    """``of`` with highlights: a text each, or the fields of one."""
    fields = [mark if isinstance(mark, dict) else {"text": mark} for mark in highlights]
    return Section(of, tuple(Pick(_highlight(of, n, mark), Reason("first-turn")) for n, mark in enumerate(fields)))


def _highlight(of: Work, n: int, fields: dict[str, Any]) -> Highlight:
    told = {"id": 100 * of.id + n, "work": of, "marked": MARKED, "first_seen": MORNING, **fields}
    told["markup"] = Markup(told.get("markup", "plain"))
    told["tags"] = tuple(told.get("tags", ()))
    return Highlight(**told)


def edition(*sections: Section, number: int = 27, waiting: int = 0) -> Edition:
    """An edition of 14 February 2026."""
    return Edition("daily", number, "2026-02-14T07:30", MORNING, None, sections, waiting, activity=FORTNIGHT)


def daily() -> Edition:
    """A Chinese article with eight highlights and an English summary of nine points."""
    return edition(section(work("tides", 1), marks("tides")), section(work("cables", 2), marks("cables")))


def full() -> Edition:
    """Five works with notes, tags, colours, chapters, Markdown, contents, and more waiting."""
    tides = marks("tides")
    tides[1] |= {"note": "加法就是整篇文章。", "color": "orange"}
    others = ("margins", "almanac", "maps", "cables")
    return edition(
        section(replace(work("tides"), tags=("海洋", "#机械")), tides),
        *(section(work(name, n), marks(name)) for n, name in enumerate(others, 2)),
        number=28,
        waiting=5,
    )


def english() -> Edition:
    """One English essay with two highlights."""
    return edition(section(work("margins"), marks("margins")), waiting=1)


def thirty() -> Edition:
    """Thirty highlights, 130 characters each, of six works."""
    texts = [mark["text"] for mark in marks("tides")]
    long = [(texts[n % 8] + texts[(n + 3) % 8] + texts[(n + 4) % 8])[:130] for n in range(30)]
    return edition(
        *(
            section(
                replace(work("tides", n), title=f"潮汐与人 {n}：一部没有写完的港口史"),
                [{"text": text, "url": place(n)} for text in long[5 * n - 5 : 5 * n]],
            )
            for n in range(1, 7)
        )
    )


def tiny() -> Edition:
    """One highlight of two characters, of a work that has only a title."""
    return edition(section(Work(1, "便条"), ["好。"]), number=1)


def curated() -> Edition:
    """Three works in a curator's order, with an introduction, words between and a title, one quotation cut."""
    tides = section(work("tides", 1), marks("tides")[:3])
    cut = replace(tides.picks[0].highlight, text="在机器出现以前，港口的潮汐表是家传的手艺。[…]")
    margins = section(work("margins", 2), [{**mark, "color": "orange"} for mark in marks("margins")])
    return replace(
        edition(
            replace(margins, words=("", "And the other way round, *a month later*:", "")),
            replace(
                tides,
                picks=(replace(tides.picks[0], cut=cut), *tides.picks[1:]),
                words=("三年前我在**船上**读到这一篇。", "", "然后是机器自己。", "下周见。\n\n——编者"),
            ),
            replace(section(work("cables", 3), marks("cables")), words=("A summary, whole:", *[""] * 9)),
        ),
        curation=Curation(
            "0123abcd-0123abcd",
            title="Slow water",
            introduction="Dear readers,\n\nthis week is about *water*, and about [what is written in margins]"
            "(https://example.org/margins). Three of you wrote to ask why the tide tables come first no longer: "
            "they do not, because reading goes the other way.\n\n- first the margin,\n- then the sea.",
        ),
        old=(replace(section(work("maps", 8), marks("maps")[:1]), words=("One from last year:", "And so *on*.")),),
    )


def weekly() -> Edition:
    """The works of ``full`` on a Sunday, with the week that ends with it."""
    return replace(full(), form="weekly", activity=WEEK)


def note() -> Edition:
    """A morning with nothing fresh."""
    return replace(edition(number=29), quiet=True)


def quiet_week() -> Edition:
    """A week with nothing fresh."""
    return replace(note(), form="weekly", activity=replace(WEEK, counts=(0,) * 7))


def revisited(**fields: Any) -> Edition:
    """A morning with nothing fresh and a highlight of the same day a year ago, or one with these fields."""
    year_ago = Stamp(MORNING.replace(year=2025), DateSource.EXPLICIT)
    mark = {"text": marks("tides")[0]["text"], "url": place(1), "marked": year_ago, **fields}
    return replace(edition(number=30), quiet=True, old=(section(work("tides"), [mark]),))


def met_again() -> Edition:
    """A usual morning with three old ones after it: one long unmet, one of this day, one beside a fresh one."""
    beside = daily().sections[0].picks[0].highlight.id
    told: list[tuple[str, dict[str, Any], Reason]] = [
        ("margins", {"note": "还是不信。", "color": "orange"}, Reason("revisit", 3, 2, 411, date(2025, 3, 9))),
        ("almanac", {"marked": Stamp(MORNING.replace(year=2023), DateSource.EXPLICIT)}, Reason("on-this-day")),
        ("maps", {"tags": ("地图",)}, Reason("pair", since=date(2024, 5, 3), beside=beside, likeness=0.5)),
    ]
    may = Stamp(datetime.fromisoformat("2024-05-03T12:00+08:00"), DateSource.EXPLICIT)
    old = []
    for n, (name, fields, reason) in enumerate(told, 7):
        [pick] = section(work(name, n), [{"marked": may, **marks(name)[0], **fields}]).picks
        old.append(Section(pick.highlight.work, (replace(pick, reason=reason),)))
    return replace(daily(), number=31, old=tuple(old))


def review() -> Edition:
    """A letter of old ones alone."""
    return replace(met_again(), number=32, sections=())


HOSTILE_TEXTS = (
    "<script>alert(1)</script> & \"double\" 'single' < > </td></tr></table></div></body>",
    "a\x00b\x0bc\x1b[31md\x9b e\ufefff",
    "{{ 7*7 }} {% for x in letter %} {# x #} ${7*7} #{7*7} jinja_0_ <!--jinja_1_-->",
    "]]> <!-- x --> <![endif]--> <!--[if mso]> <!--[if !mso]><!-->",
    '<mj-include path="/etc/passwd"/><mj-text>x</mj-text><mj-raw>',
    "\u202eright to left override \u2066isolate عربى",
    "نص عربي كامل من اليمين إلى اليسار.",
    "😀👩\u200d👩\u200d👧\u200d👦 emoji ↗ ﷽ 𠮷",
    "x" * 600,
    "https://example.org/" + "a" * 300,
    "第一行\n第二行\r\n第三行\n\n第五行\u2028第六行",
    "&amp; &lt;b&gt; &nbsp; &#34; &#x3C;",
    "\u200b\u200c零宽\u200d字符",
    "lone \ud83d surrogate",
    "　　全角缩进",
    "字" * 5_000,
    "From the first word\n.\n-- \n> quoted\n>From",
    "=?utf-8?B?PHNjcmlwdD4=?= encoded word",
    "[a](javascript:alert(1)) ![c](javascript:alert(1)) <javascript:alert(1)> [d](java&#9;script:1) [e](data:x)",
    "a" + "\u0301" * 200 + " combining",
    " style=\"color:red\" onclick='alert(1)' `code` **b** _i_ *斜*",
    "line\tone\r\n\r\nBcc: someone@example.net\r\n\r\n<h1>header</h1>",
    "",
)

HOSTILE_LINKS = (
    "mailto:someone@example.org%0d%0aBcc:all@example.org",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "/relative",
    "https://user:secret@evil.example/",
    "https://good.example\\@evil.example/",
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/<script>",
    "https://x.example/a b",
    "https://[broken/",
    "https://",
    "https://x.example/" + "a" * 2_000,
    "https://x.example/" + "&" * 1_000,
    "https://x.example/\u202egpj.exe",
    "mailto:",
    "",
)


def hostile(text: str, link: str = "", markup: Markup = Markup.PLAIN) -> Edition:
    """An edition with ``text`` wherever a clipping can put text, and ``link`` wherever it can put an address."""
    article = Work(1, text, Kind.ARTICLE, text, text, link, text, link, text, text, (text, text))
    fields = {"text": text, "markup": markup, "note": text, "url": link, "tags": (text, ""), "color": text}
    highlights = [{**fields, "heading": heading} for heading in (text, f"{text} 2")]
    return edition(section(article, highlights), section(replace(article, id=2, kind=Kind.SUMMARY), highlights))
