"""HTML that is another one when it is read a second time: broken nesting, SVG and MathML inside it.

A parser mends what is nested wrongly, and reads the same tags in another way inside other languages. What was
harmless text or an attribute at the first reading is an element at the second.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import PICTURE, SCRIPT, words

ROOTS = {
    "svg": ("", "desc", "title", "foreignObject", "style"),
    "math": ("", "mtext", "mi", "annotation-xml", "annotation-xml encoding=text/html"),
}

RAW = words("style xmp title textarea noscript iframe script template")

HIDDEN_IN = (
    '<{raw}><a title="</{raw}>{piece}">',
    "<{raw}><!--</{raw}>{piece}-->",
    "<{raw}><![CDATA[</{raw}>{piece}]]>",
    "<{raw}>{piece}</{raw}>",
    '</p><{raw}><a title="</{raw}>{piece}">',
)

MENDED = (
    "<form><div></form><form>{inside}",
    "<form id=x><div></form><form><math><mtext></form><form>{inside}",
    "<table><form><tr><form>{inside}",
    "<table>{inside}<tr><td>x</table>",
    "<table><tr>{inside}</table>",
    "<table><caption>{inside}</table>",
    "<table><colgroup>{inside}</table>",
    "<table><td><table>{inside}</table>",
    "<table><a><table>{inside}",
    "<a><b><a>{inside}</b></a>",
    "<b><p></b><i>{inside}",
    "<a><table><a>{inside}",
    "<nobr><nobr>{inside}",
    "<button><p><button>{inside}",
    "<select>{inside}</select>",
    "<select><option>{inside}</select>",
    "<select><select>{inside}",
    "<p><p><h1>{inside}",
    "<p>x<ul><li><p>{inside}",
    "<dl><dt><dd><dt>{inside}",
    "<ruby><rt><rp>{inside}",
    "<option><optgroup>{inside}",
    "</br></p>{inside}",
    "<svg></p>{inside}",
    "<math></br>{inside}",
    "<svg><b>{inside}",
    "<svg><font color=x>{inside}",
    "<svg><font>{inside}",
    "<math><mglyph>{inside}",
    "<math><mtext><mglyph>{inside}",
    "<math><mtext><malignmark>{inside}",
    "<math><mtext><table><mglyph>{inside}",
    "<math><mi><table><malignmark>{inside}",
    "<svg><foreignObject><math><mtext>{inside}",
    "<math><annotation-xml><svg><desc>{inside}",
    "<math><annotation-xml encoding=application/xhtml+xml>{inside}",
    "<svg><desc><svg></desc>{inside}",
    "<svg><title><style></title>{inside}",
    "<xmp><svg></xmp>{inside}",
    "<listing>\n\n{inside}",
    "<pre>\n{inside}",
    "<textarea>\n</textarea>{inside}",
    "<image><svg><image>{inside}",
    "<isindex prompt=x>{inside}",
    "<frameset></frameset>{inside}",
    "<x:y><x:z>{inside}</x:y>",
    "<svg:svg><svg:script>{inside}</svg:script>",
    "<html:p>{inside}</html:p>",
)

INSIDE = (
    PICTURE,
    f'<style><a title="</style>{PICTURE}">',
    f'<noscript><p title="</noscript>{PICTURE}">',
)

OTHER_ATTRIBUTES = (
    "<p title='`{piece}'>x</p>",
    "<p title=`{piece}`>x</p>",
    '<p title="&quot;>{piece}">x</p>',
    '<p title="&lt;/p&gt;{piece}">x</p>',
    '<p id="</p>{piece}">x</p>',
    '<img alt="`{piece}" src=x>',
    '<img alt="--!>{piece}" src=x>',
    '<a title="</a></style></title></textarea></noscript></template></xmp>{piece}">x</a>',
    "<p style=\"font-family:'\\3c/style\\3e{piece}'\">x</p>",
    "<p style=\"x:'</style>{piece}'\">x</p>",
    '<x-y is="{piece}"></x-y>',
    "<p {piece}=x>x</p>",
    "<p x{piece}>x</p>",
    "<p/{piece}/>",
)

MANY = 100
"""Deeper than many a filter looks."""


def vectors() -> Iterator[str]:
    yield from in_other_languages()
    yield from (broken.format(inside=inside) for broken in MENDED for inside in INSIDE)
    for attribute in OTHER_ATTRIBUTES:
        yield from (attribute.format(piece=piece) for piece in (PICTURE, SCRIPT))
    yield from in_depth()


def in_other_languages() -> Iterator[str]:
    for root, children in ROOTS.items():
        for child in children:
            start = f"<{root}><{child}>" if child else f"<{root}>"
            for raw in RAW:
                yield from (start + hidden.format(raw=raw, piece=PICTURE) for hidden in HIDDEN_IN)


def in_depth() -> Iterator[str]:
    for name in ("div", "b", "svg", "table", "ul><li", "blockquote"):
        yield f"<{name}>" * MANY + PICTURE
