"""The element that is a script."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import RUN, SCRIPT, base64, mixed_case, words

TYPES = words("""
module text/javascript TEXT/JAVASCRIPT text/javascript1.0 text/javascript1.5 text/ecmascript text/x-javascript
text/livescript text/jscript application/javascript application/ecmascript application/x-javascript
text/vbscript text/plain text/html importmap application/json
""")

ATTRIBUTES = (
    "language=javascript",
    "language=JavaScript1.2",
    "language=vbscript",
    "type=''",
    "async",
    "defer",
    "nonce=x",
    "charset=utf-7",
    "integrity=x",
    "for=window event=onload",
    "x='>'",
    'x=">"',
    "/x",
    "\n",
    "\x0c",
    "\x00",
    "</script",
)

WRITTEN = (
    "<script>{run}</script >",
    "<script>{run}</script\n>",
    "<script>{run}</script/x>",
    "<script>{run}</script x='>'>",
    "<script>{run}",
    "<script>{run}</script",
    "<script><!--\n{run}\n--></script>",
    "<script><!--{run}</script>",
    "<script>/*</script>*/{run}</script><script>{run}</script>",
    "<script>'</script>'<script>{run}</script>",
    "<script>//\u2028{run}</script>",
    "<script>//\r{run}</script>",
    "<<script>{run}//<</script>",
    "<scr<script>ipt>{run}</script>",
    "<script<script>{run}</script>",
    "<script></script><script>{run}</script>",
    "<script>document.write('<script>{run}<\\/script>')</script>",
    "<scr\x00ipt>{run}</scr\x00ipt><script>{run}</script>",
    "+ADw-script+AD4-{run}+ADw-/script+AD4-",
    "\u017fcript>{run}</script><\u017fcript>{run}</\u017fcript>",
    "&lt;script&gt;{run}&lt;/script&gt;",
    "&#60;script&#62;{run}&#60;/script&#62;",
    "&amp;lt;script&amp;gt;{run}&amp;lt;/script&amp;gt;",
    "\\x3cscript\\x3e{run}\\x3c/script\\x3e",
    "%3Cscript%3E{run}%3C/script%3E",
    "\uff1cscript\uff1e{run}\uff1c/script\uff1e",
)

SOURCES = (
    "data:text/javascript,alert(1)",
    "data:,alert(1)",
    "data:;,alert(1)",
    "data:application/json,alert(1)",
    "DATA:text/javascript,alert(1)",
    "da\tta:text/javascript,alert(1)",
    " data:text/javascript,alert(1)",
    "data:text/javascript,%61lert(1)",
    "data:text/javascript;charset=utf-16le,alert(1)",
    f"data:text/javascript;base64,{base64(RUN)}",
    "&#100;ata:text/javascript,alert(1)",
    "https://x.example/",
    "HTTPS://x.example/",
    "https:x.example",
    "ht\ntps://x.example/",
)

OF_DRAWINGS = (
    "<script>{run}</script>",
    "<script>&#97;lert(1)</script>",
    "<script>alert&lpar;1&rpar;</script>",
    "<script><![CDATA[{run}]]></script>",
    "<script>/*<p>*/{run}</script>",
    "<script><!-- -->{run}</script>",
    "<script>{run}<p>",
    "<script href='data:,{run}'/>",
    "<script xlink:href='data:,{run}'/>",
    "<script href='data:,{run}'></script>",
    "<a><script>{run}</script></a>",
    "<title><script>{run}</script></title>",
    "<desc><script>{run}</script></desc>",
    "<foreignObject><script>{run}</script></foreignObject>",
    "<g><defs><script>{run}</script></defs></g>",
)


def vectors() -> Iterator[str]:
    yield from (SCRIPT, SCRIPT.replace("script", "SCRIPT"), SCRIPT.replace("script", mixed_case("script")))
    yield from (f"<script type={type_}>{RUN}</script>" for type_ in TYPES)
    yield from (f"<script {attribute}>{RUN}</script>" for attribute in ATTRIBUTES)
    yield from (written.format(run=RUN) for written in WRITTEN)
    yield from (f'<script src="{source}"></script>' for source in SOURCES)
    yield from (f'<script type=module src="{source}"></script>' for source in SOURCES)
    for root in ("svg", "math"):
        yield from (f"<{root}>{script.format(run=RUN)}</{root}>" for script in OF_DRAWINGS)
