"""Attacks through clippings, in Chromium: in letters and in the archive none runs or asks for anything.

The same ones do where nothing is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, Request

from digest.deliver.outbox import write_edition, write_pages
from digest.model.clipping import Kind, Markup
from digest.model.edition import Section
from digest.model.letter import Frame, Letter
from digest.model.library import Work
from digest.render.archive import ArchivedEdition, render_archive
from digest.render.letter import render_letter
from tests.browser.vectors import ADDRESSES, HTML, MARKDOWN
from tests.render.editions import FORTNIGHT, MORNING, TEMPLATES, edition, section

pytestmark = pytest.mark.browser

CORPUS = tuple(dict.fromkeys(HTML + MARKDOWN + ADDRESSES))
SHARES = 4
"""A page holds one of them: some eight hundred vectors."""

SUMMARIES = 5
"""Of so many vectors one stands in a summary as well."""

TAGS = {
    *("div", "table", "tbody", "tr", "td", "h1", "h2", "h3", "p", "blockquote", "span", "a"),
    *("bdi", "br", "code", "em", "s", "strong"),
}
"""Everything a letter is made of."""

TAGS_OF_THE_INDEX = {
    *("main", "header", "footer", "section", "div", "h1", "h2", "p", "ol", "li", "small", "i", "a", "bdi"),
    *("input", "script"),
}

MADE_OF = """() => {
    const names = new Set();
    for (const element of document.body.querySelectorAll("*")) {
        names.add(element.localName);
        element.getAttributeNames().filter(name => name.startsWith("on")).forEach(name => names.add(name));
    }
    return [...names];
}"""

READ_AGAIN = """() => {
    const again = new DOMParser().parseFromString(document.body.innerHTML, "text/html");
    document.body.innerHTML = again.body.innerHTML;
}"""
"""As a mail program on the web does, which puts a letter into its own page."""


@contextmanager
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page without a network, and what it asks for and says."""
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        noise: list[str] = []
        page.on("request", lambda request: noise.append(request.url))
        page.expose_function("alert", lambda *_: noise.append("alert"))
        yield page, noise


def settle(page: Page) -> None:
    """Let everything happen that was begun."""
    page.wait_for_load_state()
    page.wait_for_timeout(200)


def made_of(page: Page) -> set[str]:
    """The names of all elements in the body of ``page``, and of the handlers they have."""
    return set(page.evaluate(MADE_OF))


def everywhere(number: int, vector: str) -> Iterator[Section]:
    """An article with ``vector`` in every field, plain and as Markdown; for one in five a summary as well."""
    inside = f"https://host.example/{vector}"
    work = Work(number, vector, Kind.ARTICLE, vector, vector, vector, vector, inside, vector, vector, (vector,))
    fields = {"text": vector, "note": vector, "tags": (vector,), "color": vector}
    highlights = [
        {**fields, "url": vector, "heading": vector, "markup": Markup.PLAIN},
        {**fields, "url": inside, "heading": f"{vector} x", "markup": Markup.MARKDOWN},
    ]
    yield section(work, highlights)
    if number % SUMMARIES == 0:
        yield section(replace(work, kind=Kind.SUMMARY, url=inside, app_url=vector), highlights)


def letter_with(vectors: Sequence[str]) -> bytes:
    """A letter with all of ``vectors``, of a digest with an attack in its name and addresses."""
    sections = [one for number, vector in enumerate(vectors) for one in everywhere(number, vector)]
    frame = Frame(vectors[0], vectors[1], "en", vectors[-1], vectors[-2], vectors[-3])
    return render_letter(edition(*sections), frame, TEMPLATES).html.encode()


def write_archive(vectors: Sequence[str], outbox: Path) -> tuple[str, str, str]:
    """Write an index with an edition a vector; the last of them is whole, and has all vectors in its letter.

    Returns the addresses of the index, the reading page and the letter.
    """
    editions = [
        ArchivedEdition(
            digest=("daily", "weekly")[number % 2],
            title=vector,
            number=number,
            issued_at=MORNING,
            folder=f"daily/2026/2026-02-14-{number:04}",
            subject=vector,
            lead=vector,
            works=(vector, f"{vector} x"),
            highlights=2,
            search_text=f"{vector}\n{vector}",
        )
        for number, vector in enumerate(vectors, 1)
    ]
    last = editions[-1].folder
    frame = Frame(vectors[0], vectors[1], "en")
    pages = dict(render_archive(editions, frame, FORTNIGHT, bytes(32)))
    written = ("archive.css", "index.html", f"{last}/index.html")
    write_pages(outbox, ((page, pages[page]) for page in written))
    write_edition(outbox, Letter(last, b"{}\n", letter_with(vectors), b"", b""))
    index, reading_page, letter_page = ((outbox / name).as_uri() for name in (*written[1:], f"{last}/message.html"))
    return index, reading_page, letter_page


@pytest.mark.parametrize("share", range(SHARES))
def test_no_clipping_runs_a_script_or_asks_for_anything(browser: Browser, share: int, tmp_path: Path) -> None:
    vectors = CORPUS[share::SHARES]
    index, reading_page, letter_page = write_archive(vectors, tmp_path)
    with watched(browser) as (page, noise):
        page.goto(letter_page)
        settle(page)
        schemes = set(page.evaluate("[...document.links].map(link => link.protocol)"))
        made = made_of(page)
        page.evaluate(READ_AGAIN)
        settle(page)
        made |= made_of(page)
        page.goto(index)
        settle(page)
        rows, made_of_index = page.locator("li").count(), made_of(page)
        page.goto(reading_page)
        settle(page)
        works = page.frame_locator("iframe").locator("h2").count()

    style = f"{index.rpartition('/')[0]}/archive.css"
    asked = [address for address in noise if not address.startswith("data:")]
    assert asked == [letter_page, index, style, reading_page, style, letter_page]
    assert schemes <= {"https:", "http:", "mailto:"}
    assert made <= TAGS
    assert made_of_index <= TAGS_OF_THE_INDEX
    assert (rows, works) == (len(vectors), len(vectors) + len(vectors[::SUMMARIES]))


CARELESS = MarkdownIt("commonmark", {"html": True})
CARELESS.validateLink = lambda url: True  # type: ignore[method-assign]

IN_FRAMES = """documents => {
    window.ran = new Set();
    const numbers = new Map();
    addEventListener("message", ({ source }) => {
        while (source && source.parent !== window) source = source.parent;
        if (source) ran.add(numbers.get(source));
    });
    const loading = documents.map((text, number) => new Promise(loaded => {
        const frame = document.createElement("iframe");
        Object.assign(frame, { name: number, srcdoc: text, onload: loaded });
        document.body.append(frame);
        numbers.set(frame.contentWindow, number);
    }));
    return Promise.race([Promise.all(loading), new Promise(enough => setTimeout(enough, 20_000))]).then(() => null);
}"""
"""A frame each, so that none is in the way of another; ``ran`` are the numbers of those that said so."""

FIRE = """() => {
    for (const frame of document.querySelectorAll("iframe")) {
        for (const element of frame.contentDocument?.querySelectorAll("*") ?? []) {
            for (const name of element.getAttributeNames().filter(name => name.startsWith("on"))) {
                element.dispatchEvent(new Event(name.slice(2)));
            }
            element.click?.();
        }
    }
}"""
"""Everything happens that a handler or a link waits for."""


def unescaped(vector: str) -> str:
    """A page by somebody who thought of nothing: in a text, in attributes, as Markdown, as an address."""
    if vector in ADDRESSES:
        return f'<a href="{vector}">x</a>'
    if vector in MARKDOWN:
        return str(CARELESS.render(vector))
    return f"<p>{vector}</p><p title=\"{vector}\">x</p><p title='{vector}'>x</p>"


def frame_of(request: Request) -> str:
    """The name of the outermost frame that asks; empty for the page itself."""
    frame = request.frame
    while frame.parent_frame and frame.parent_frame.parent_frame:
        frame = frame.parent_frame
    return str(frame.name)


def biting(browser: Browser, vectors: Sequence[str]) -> set[str]:
    """Those of ``vectors`` that run or ask for something where nothing is escaped, each in a frame of its own."""
    with browser.new_context(offline=True) as context:
        context.add_init_script("window.alert = () => top.postMessage(1, '*')")
        page = context.new_page()
        asking: set[str] = set()

        def note(request: Request) -> None:
            if "x.example" in request.url:
                asking.add(frame_of(request))

        page.on("request", note)
        page.evaluate(IN_FRAMES, [f"<!doctype html><body>{unescaped(vector)}" for vector in vectors])
        settle(page)
        page.evaluate(FIRE)
        page.wait_for_timeout(1_000)  # what a link runs waits for its turn
        ran = set(page.evaluate("[...ran]"))
    return {vectors[int(number)] for number in asking | ran}


def test_the_same_ones_do_where_nothing_is_escaped(browser: Browser) -> None:
    tried = CORPUS[::4]
    parts = [tried[start : start + 300] for start in range(0, len(tried), 300)]
    bitten = [vector for part in parts for vector in biting(browser, part)]
    assert len(bitten) >= 300
