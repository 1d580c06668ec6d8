"""What a finished letter must keep to in the mail clients there are, checked on its bytes alone.

Each rule is a function that yields faults in words; ``faults`` runs them all. What clients support is read
from ``caniemail.json``, an extract of Can I email (MIT, its notice is inside).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from digest.core.text import HAN, columns
from digest.model.letter import Rendering
from digest.render.nesting import nesting_fault

_CAN_I_EMAIL = json.loads(Path(__file__).with_name("caniemail.json").read_text("utf-8"))
SUPPORT: dict[str, dict[str, str]] = _CAN_I_EMAIL["support"]

MAX_BYTES = 72_000
MAX_BASE64 = 100_000

ENHANCEMENTS = {"border-radius", "white-space", "word-spacing", "max-width"}
"""Properties that may be ignored anywhere: the letter is complete without them."""

UNIVERSAL = {"color", "font-family"}
"""Properties as old as mail in HTML, which Can I email has no page for."""

PREHEADER_HIDING = {"max-height", "opacity", "overflow", "display"}

FORBIDDEN = {"script", "form", "iframe", "object", "embed", "video", "audio", "svg", "math", "base", "link"}

Element = Any


def faults(rendering: Rendering, *, max_bytes: int = MAX_BYTES) -> list[str]:
    """Every fault of ``rendering``, each with the name of the rule in front."""
    letter = Letter(rendering)
    found = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(letter)]
    return found + [f"size: {fault}" for fault in size(rendering.html, max_bytes)]


@dataclass(frozen=True)
class Letter:
    """A rendering taken apart."""

    rendering: Rendering

    @cached_property
    def root(self) -> Element:
        parser = lxml_html.HTMLParser(encoding="utf-8")
        return lxml_html.document_fromstring(self.rendering.html.encode(), parser=parser)

    @cached_property
    def elements(self) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def sheets(self) -> list[str]:
        return re.findall(r"<style[^>]*>(.*?)</style>", self.rendering.html, re.DOTALL)

    @cached_property
    def dark(self) -> list[tuple[list[str], dict[str, str]]]:
        """The rules of the dark scheme: a selector as its parts, and its declarations."""
        sheet = next((sheet for sheet in self.sheets if "prefers-color-scheme" in sheet), "")
        inner = sheet.partition("prefers-color-scheme:dark){")[2]
        return [
            (selector.split(), declarations(body))
            for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", inner)
            for selector in selectors.split(",")
        ]

    def texts(self) -> Iterator[tuple[Element, str]]:
        """Every shown text with the element it stands in."""
        for element in self.elements:
            if element.tag in {"style", "title"} or any(hidden(above) for above in upwards(element)):
                continue
            pieces = [element.text or "", *(child.tail or "" for child in element)]
            yield from ((element, piece) for piece in pieces if piece.strip())

    def colour(self, element: Element, name: str, *, dark: bool, default: str) -> str:
        """The value of a colour property that holds at ``element``."""
        for above in upwards(element):
            own = style(above).get(name) or (above.get("bgcolor") if name == "background-color" else None)
            for selector, body in self.dark if dark else ():
                if matches(selector, above) and name in body:
                    own = body[name]
            if own and own != "inherit":
                return own
        return default


def upwards(element: Element) -> Iterator[Element]:
    """``element`` and everything around it."""
    yield element
    yield from element.iterancestors()


def style(element: Element) -> dict[str, str]:
    return declarations(element.get("style", ""))


def declarations(css: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in css.split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def hidden(element: Element) -> bool:
    return style(element).get("display") == "none"


def matches(selector: list[str], element: Element) -> bool:
    """Whether a selector of at most two parts, each a class or a tag, means ``element``."""
    *around, own = selector
    named = own[1:] in element.get("class", "").split() if own.startswith(".") else own == element.tag
    if not named:
        return False
    return all(any(matches([part], above) for above in element.iterancestors()) for part in around)


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def size(html: str, max_bytes: int) -> Iterator[str]:
    """Gmail clips a letter near 100 kB and nobody agrees what it counts: both counts stay below."""
    plain = len(html.encode())
    if plain > max_bytes:
        yield f"{plain} bytes of HTML, more than {max_bytes}"
    if (encoded := -(-plain // 57) * 78) > MAX_BASE64:
        yield f"{encoded} bytes in base64, more than {MAX_BASE64}"


def nesting(letter: Letter) -> Iterator[str]:
    if fault := nesting_fault(letter.rendering.html):
        yield fault.reason


def links(letter: Letter) -> Iterator[str]:
    for link in letter.root.iter("a"):
        url = link.get("href", "")
        place = urlsplit(url)
        if place.scheme not in {"http", "https", "mailto"}:
            yield f"not absolute: {url[:60]!r}"
        elif place.username or place.password:
            yield f"credentials in {url[:60]!r}"
        if "color" not in style(link):
            yield f"in the mail client's own colour: {url[:60]!r}"
        if link.get("target") != "_blank":
            yield f"opens in the frame of the archive: {url[:60]!r}"


def remote(letter: Letter) -> Iterator[str]:
    for picture in letter.root.iter("img"):
        missing = [name for name in ("alt", "width", "height") if not picture.get(name)]
        if missing:
            yield f"a picture without {', '.join(missing)}"
    for element in letter.elements:
        for name in ("src", "srcset", "background", "poster", "data"):
            if name in element.attrib:
                yield f"<{element.tag} {name}> loads something"
    if re.search(r"@import|@font-face|url\(|googleapis", " ".join(letter.sheets), re.IGNORECASE):
        yield "a stylesheet loads something"
    if any("url(" in element.get("style", "") for element in letter.elements):
        yield "a style loads something"


def active(letter: Letter) -> Iterator[str]:
    for element in letter.elements:
        if element.tag in FORBIDDEN:
            yield f"<{element.tag}>"
        yield from (f"attribute {name}" for name in element.attrib if name.lower().startswith("on"))
    if letter.root.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']"):
        yield "<meta http-equiv=refresh>"


def languages(letter: Letter) -> Iterator[str]:
    if letter.root.get("lang") in {None, "", "und"}:
        yield "the letter names no language"
    for element, text in letter.texts():
        lang = next((above.get("lang") for above in upwards(element) if above.get("lang")), "")
        han, latin = len(re.findall(f"[{HAN}]", text)), len(re.findall(r"[A-Za-z]{2,}", text))
        if lang.startswith("en") and han >= 6 and han > latin:
            yield f"Han in lang={lang}: {text[:20]!r}"
        if lang.startswith("zh") and latin >= 8 and not han:
            yield f"Latin in lang={lang}: {text[:30]!r}"


def contrast(letter: Letter) -> Iterator[str]:
    for element, text in letter.texts():
        for scheme, dark in (("light", False), ("dark", True)):
            ink = letter.colour(element, "color", dark=dark, default="#000000")
            ground = letter.colour(element, "background-color", dark=dark, default="#FFFFFF")
            if (found := ratio(ink, ground)) < 4.5:
                yield f"{found:.2f} in {scheme}, {ink} on {ground}: {text.strip()[:20]!r}"


def small_print(letter: Letter) -> Iterator[str]:
    for element, text in letter.texts():
        sizes = (style(above).get("font-size") for above in upwards(element))
        shown = float((next(filter(None, sizes), None) or "16px").removesuffix("px"))
        if shown < 12:
            yield f"{shown:g} px: {text[:20]!r}"


def tables(letter: Letter) -> Iterator[str]:
    for table in letter.root.iter("table"):
        role = table.get("role")
        if role not in {"presentation", "img"}:
            yield "a table without a role"
        if role == "img" and not table.get("aria-label"):
            yield "a chart without aria-label"


def headings(letter: Letter) -> Iterator[str]:
    levels = [int(element.tag[1]) for element in letter.elements if re.fullmatch("h[1-6]", element.tag)]
    jumps = any(after - before > 1 for before, after in pairwise(levels))
    if levels[:1] != [1] or levels.count(1) != 1 or jumps:
        yield f"order {levels}"


def css(letter: Letter) -> Iterator[str]:
    for element in letter.elements:
        for name, value in style(element).items():
            yield from property_faults(element.tag, name, value)


def property_faults(tag: str, name: str, value: str) -> Iterator[str]:
    """What is wrong with one declaration in the tag it is written in."""
    if name in {"position", "float"} or (name == "display" and re.search("flex|grid", value)):
        yield f"{name}:{value} does not work in Outlook"
    if name == "padding" and tag in {"p", "blockquote", "h1", "h2", "h3", "a", "span"}:
        yield f"padding on <{tag}> does not work in Outlook for Windows"
    if name == "margin" and "-" in value:
        yield f"negative margin {value}"
    if name in UNIVERSAL | ENHANCEMENTS or name.startswith(("mso-", "-webkit-", "-ms-")):
        return
    support = SUPPORT.get(name) or SUPPORT.get(re.sub(r"-(left|right|top|bottom|color|width|style)$", "", name))
    if support is None:
        yield f"{name} is not known to work anywhere"
        return
    missing = [client for client, answer in support.items() if answer == "n"]
    if missing and not (name in PREHEADER_HIDING and tag == "div"):
        yield f"{name} does not work in {', '.join(missing)}"


def sheets(letter: Letter) -> Iterator[str]:
    """Gmail drops a whole <style> for one thing in it that it does not read, and all of them past 16 kB."""
    for sheet in letter.sheets:
        if len(sheet.encode()) > 8_000:
            yield "a stylesheet above 8 kB"
        if re.search(r"rgba?\(\s*\d+\s+\d", sheet):
            yield "rgb() without commas"
        if re.search(r"var\(|@supports[^{]*\{[^}]*@|@media[^{]*\{[^}]*@", sheet):
            yield "var() or an @ inside an @"


def slanted(letter: Letter) -> Iterator[str]:
    for element, text in letter.texts():
        around = list(upwards(element))
        leans = any(one.tag in {"em", "i"} or style(one).get("font-style") == "italic" for one in around)
        if leans and re.search(f"[{HAN}]", text):
            yield f"Han in italics: {text[:20]!r}"


def twin(letter: Letter) -> Iterator[str]:
    text = letter.rendering.text
    if len(text) < 20 or not text.endswith("\n") or text.endswith("\n\n"):
        yield "no text part, or it does not end with one line end"
    lost = {link.get("href") for link in letter.root.iter("a") if f"<{link.get('href')}>" not in text}
    yield from (f"a link is missing from the text part: {url[:60]!r}" for url in sorted(lost))


def envelope(letter: Letter) -> Iterator[str]:
    subject, preheader = letter.rendering.subject, letter.rendering.preheader
    if not 6 <= columns(subject) <= 140 or re.search(r"[\x00-\x1f\x7f]|=\?", subject):
        yield f"subject {subject[:60]!r} of {columns(subject)} columns"
    if not 14 <= columns(preheader) <= 122:
        yield f"preheader of {columns(preheader)} columns"


def unseen(letter: Letter) -> Iterator[str]:
    for part in (
        letter.rendering.html,
        letter.rendering.text,
        letter.rendering.subject,
        letter.rendering.preheader,
    ):
        if found := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ud800-\udfff]", part):
            yield f"character U+{ord(found[0]):04X}"


def copy_faults(words: Mapping[str, Any]) -> list[str]:
    """ASCII punctuation between Han in our own words; what a clipping holds is its author's."""
    flat = json.dumps(words, ensure_ascii=False)
    return re.findall(rf"[{HAN}][,;:?!][{HAN}]", flat)


RULES = (
    nesting,
    links,
    remote,
    active,
    languages,
    contrast,
    small_print,
    tables,
    headings,
    css,
    sheets,
    slanted,
    twin,
    envelope,
    unseen,
)
