"""Markdown as the lines of a quotation, once as HTML and once as plain text.

Blocks become lines: a paragraph after an empty line, an item of a list after its bullet, so that a quotation
of several blocks keeps its shape inside one ``blockquote``. What is marked inside a line stays marked. The
HTML is well formed; ``sanitise`` cleans it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import escape

from digest.core.text import HAN, clean
from digest.render.hosts import true_host

TARGET, STYLE = "_blank", "color:inherit"
"""Of every link in a text: where it opens, and that it is as dark as the words around it."""

DEEPEST = 50
"""Levels of quotes, lists and marks inside one another."""

_HAN = re.compile(f"[{HAN}]")
_INDENT = "\u2003"
_BACKWARDS = "\u202e"

_reader = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


@dataclass(slots=True)
class Lines:
    """A text under way: ``html`` and ``text`` grow side by side. ``picture`` labels a picture without words.

    ``link`` makes of an address one that may be linked, or nothing. ``turned`` says that something in the text
    makes it run backwards from there on.
    """

    picture: str
    link: Callable[[str], str]
    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    turned: bool = False

    def put(self, text: str) -> None:
        """Add ``text`` to both; entities may have brought back what cannot be shown."""
        text = clean(text)
        self.turned = self.turned or _BACKWARDS in text
        self.html.append(str(escape(text)))
        self.text.append(text)

    def tag(self, tag: str) -> None:
        """Add a tag, which plain text does without."""
        self.html.append(tag)

    def end_lines(self, count: int) -> None:
        """End this line, and leave ``count`` - 1 empty ones."""
        self.html.append("<br>" * count)
        self.text.append("\n" * count)


def read_markdown(text: str, *, picture: str, link: Callable[[str], str]) -> Lines | None:
    """``text`` read as CommonMark with strikethrough; None when it is nested deeper than anyone writes.

    Raw HTML is text. An address of which ``link`` makes nothing is no link, and one that leads elsewhere than it
    seems to says where (``true_host``). Emphasis of Han is set upright: slanted Han is no print at all.
    """
    tokens = _reader.parse(text)
    if _depth(tokens) > DEEPEST:
        return None
    lines = Lines(picture, link)
    _put_blocks(lines, SyntaxTreeNode(tokens))
    return lines


def _depth(tokens: Sequence[Token]) -> int:
    """How deep the marks in ``tokens`` are nested; found without recursion, which such a text would exhaust."""
    deepest, left = 0, [(0, tokens)]
    while left:
        above, some = left.pop()
        for token in some:
            depth = above + token.level + 1
            deepest = max(deepest, depth)
            if token.children:
                left.append((depth, token.children))
    return deepest


def _put_blocks(lines: Lines, parent: SyntaxTreeNode, indent: str = "", bullet: str = "") -> None:
    """Add the blocks in ``parent``, the first after ``bullet``, the others after ``indent``."""
    prefix = bullet or indent
    for block in parent.children:
        match block.type:
            case "bullet_list" | "ordered_list":
                for point in block.children:
                    mark = f"{point.info}{point.markup} " if point.info else "• "
                    _put_blocks(lines, point, indent + _INDENT, indent + mark)
            case "blockquote":
                _put_blocks(lines, block, indent, prefix)
            case _:
                if lines.text:
                    lines.end_lines(1 if block.type == "paragraph" and block.hidden else 2)
                lines.put(prefix)
                _put_block(lines, block)
        prefix = indent


def _put_block(lines: Lines, block: SyntaxTreeNode) -> None:
    """Add a block that holds no other blocks."""
    match block.type:
        case "hr":
            lines.put("* * *")
        case "fence" | "code_block":
            _put_code(lines, block.content)
        case "heading":
            _put_marked(lines, block, "strong")
        case _:
            _put_spans(lines, block)


def _put_code(lines: Lines, code: str) -> None:
    """Add a block of code, its lines and indents kept."""
    for number, line in enumerate(code.rstrip("\n").split("\n")):
        if number:
            lines.end_lines(1)
        indent = len(line) - len(line.lstrip(" "))
        lines.tag("<code>")
        lines.put("\u00a0" * indent + line[indent:])
        lines.tag("</code>")


def _put_spans(lines: Lines, parent: SyntaxTreeNode, *, linked: bool = False) -> None:
    """Add what is inside a line; ``linked`` inside a link, which cannot hold another."""
    for span in parent.children:
        match span.type:
            case "softbreak" | "hardbreak":
                lines.end_lines(1)
            case "code_inline":
                lines.tag("<code>")
                lines.put(span.content)
                lines.tag("</code>")
            case "strong" | "s":
                _put_marked(lines, span, span.type, linked=linked)
            case "em":
                _put_marked(lines, span, "" if _HAN.search(_words(span)) else "em", linked=linked)
            case "link":
                _put_link(lines, span)
            case "image":
                _put_picture(lines, span, linked=linked)
            case "inline":
                _put_spans(lines, span, linked=linked)
            case _:
                lines.put(span.content)


def _put_marked(lines: Lines, span: SyntaxTreeNode, tag: str, *, linked: bool = False) -> None:
    """Add ``span`` between ``tag`` and its end, or as it is without a tag."""
    lines.tag(f"<{tag}>" if tag else "")
    _put_spans(lines, span, linked=linked)
    lines.tag(f"</{tag}>" if tag else "")


def _put_link(lines: Lines, span: SyntaxTreeNode) -> None:
    """Add a link; plain text names its address after the label, once. A label that is an address becomes one."""
    url = lines.link(str(span.attrGet("href") or ""))
    if not url:
        _put_spans(lines, span)
        return
    opening, label = len(lines.html), len(lines.text)
    _put_spans(lines, span, linked=True)
    said = "".join(lines.text[label:])
    if (address := lines.link(said)) and address != said:
        said, lines.html[opening:] = address, [str(escape(address))]
    lines.html[opening:] = _linked(lines, "".join(lines.html[opening:]), said, url)
    lines.text[label:] = [f"<{url}>" if said == url else f"{said} <{url}>"]


def _put_picture(lines: Lines, span: SyntaxTreeNode, *, linked: bool) -> None:
    """Add a picture as a link to it: a letter loads nothing."""
    label = clean(_words(span)) or lines.picture
    url = "" if linked else lines.link(str(span.attrGet("src") or ""))
    lines.html += _linked(lines, str(escape(label)), label, url) if url else [str(escape(label))]
    lines.text.append(f"{label} <{url}>" if url else label)


def _linked(lines: Lines, html: str, said: str, url: str) -> list[str]:
    """``html``, which reads ``said``, as a link; beside it where it leads, when it seems to lead elsewhere."""
    start = f'<a href="{escape(url)}" target="{TARGET}" style="{STYLE}">'
    if host := true_host(said, url, turned=lines.turned):
        return [start, f"<bdi>{html}</bdi></a> <bdi>(→ {escape(host)})</bdi>"]
    return [start, html, "</a>"]


def _words(span: SyntaxTreeNode) -> str:
    """The words of ``span`` without what marks them."""
    return "".join(map(_words, span.children)) if span.children else span.content
