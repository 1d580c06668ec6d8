"""Addresses that run a script, how they hide it, and the attributes that take them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import DRAWING, RUN, SCRIPT, base64, mixed_case, words

CODE = f"javascript:{RUN}"
PAGE = f"data:text/html,{SCRIPT}"
_DRAWING = DRAWING.replace("<svg", "<svg xmlns='http://www.w3.org/2000/svg'").replace(">", "/>")

DOCUMENTS = (
    PAGE,
    PAGE.upper().replace(RUN.upper(), RUN),
    f"data:text/html;base64,{base64(SCRIPT)}",
    f"data:text/html;charset=utf-7,{SCRIPT}",
    f"data:text/html,%3Cscript%3E{RUN}%3C/script%3E",
    f"data:image/svg+xml,{_DRAWING}",
    f"data:image/svg+xml;base64,{base64(_DRAWING)}",
    f"data:application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>{RUN}</script>",
    f"data:text/xml,<script xmlns='http://www.w3.org/1999/xhtml'>{RUN}</script>",
    f"data:,{SCRIPT}",
    f"data:;,{SCRIPT}",
    f"data: text/html ,{SCRIPT}",
    f"da\nta:text/html,{SCRIPT}",
    f"\x01data:text/html,{SCRIPT}",
    f"&#100;ata:text/html,{SCRIPT}",
)

OTHER_SCHEMES = tuple(
    f"{scheme}:{RUN}"
    for scheme in words("""
    vbscript livescript mocha jscript ecmascript feed:javascript feeds:javascript view-source:javascript
    jar:javascript wyciwyg:javascript about:javascript blob:javascript filesystem:javascript mailto:javascript
    tel:javascript https:javascript file:javascript chrome:javascript url:javascript x-javascript javascript.
    """)
)

BEFORE = (
    *(chr(code) for code in range(0x21)),
    *(
        "\x7f",
        "\x85",
        "\xa0",
        "\xad",
        "\u1680",
        "\u2003",
        "\u200b",
        "\u200f",
        "\u2028",
        "\u202e",
        "\u3000",
        "\ufeff",
    ),
    *("&Tab;", "&NewLine;", "&#1;", "&#32;", "&nbsp;", "&#0;", "&shy;", "/", "//", "?", "#", "%0a", "%20", "\\"),
)

CODES = (
    "javascript:/*x*/alert(1)",
    "javascript:;alert(1)",
    "javascript:void(alert(1))",
    "javascript:%61lert(1)",
    "javascript:alert%281%29",
    "javascript:alert`1`",
    r"javascript:\u0061lert(1)",
    "javascript://host.example/%0aalert(1)",
    "javascript://%0dalert(1)",
    "javascript://host.example/\u2028alert(1)",
    "javascript://user@host.example/%0aalert(1)//https://host.example/",
    "javascript:https://host.example/%0aalert(1)",
    "javascript:'<script>alert(1)</script>'",
    "javascript:'%3Cscript%3Ealert(1)%3C/script%3E'",
    "javascript:javascript:alert(1)",
    "javascript:&#97;lert(1)",
    "javascript:eval('al'+'ert(1)')",
    "javascript:fetch('https://x.example/')",
    "javascript:alert(1)//.png",
    "javascript:alert(1)?x=https://host.example/",
    "javascript:alert(1)@host.example",
)

BREAKING_OUT = (
    'https://host.example/" autofocus onfocus="alert(1)',
    "https://host.example/' autofocus onfocus='alert(1)",
    "https://host.example/` autofocus onfocus=`alert(1)",
    "https://host.example/ autofocus onfocus=alert(1)",
    'https://host.example/"><img src=x onerror=alert(1)>',
    "https://host.example/'><img src=x onerror=alert(1)>",
    "https://host.example/><img src=x onerror=alert(1)>",
    "https://host.example/</a><img src=x onerror=alert(1)>",
    "https://host.example/?x=<script>alert(1)</script>",
    "https://host.example/#<script>alert(1)</script>",
    "https://<img src=x onerror=alert(1)>.example/",
    "https://host.example/&quot;onfocus=&quot;alert(1)",
    "https://host.example/%22onfocus=%22alert(1)",
    "mailto:a@host.example?subject=<script>alert(1)</script>",
    'mailto:"<script>alert(1)</script>"@host.example',
    "mailto:a@host.example%0d%0aBcc:b@host.example",
    '"><script>alert(1)</script>',
)

HOLDERS = (
    '<a href="{}">x</a>',
    '<a href="{}" target=_self>x</a>',
    '<a href="x" ping="{}">x</a>',
    '<map><area href="{}" shape=default></map>',
    '<base href="{}"><a href="x">x</a>',
    '<form action="{}"><button>x</button></form>',
    '<form action="{}"><input type=submit></form>',
    '<form><button formaction="{}">x</button></form>',
    '<form><input type=submit formaction="{}"></form>',
    '<form><input type=image src=x formaction="{}"></form>',
    '<form id=f></form><button form=f formaction="{}">x</button>',
    '<iframe src="{}"></iframe>',
    '<iframe src="{}" loading=lazy></iframe>',
    '<embed src="{}">',
    '<object data="{}"></object>',
    '<object><param name=movie value="{}"></object>',
    '<frameset><frame src="{}"></frameset>',
    '<meta http-equiv=refresh content="0;url={}">',
    '<link rel=stylesheet href="{}">',
    '<link rel=import href="{}">',
    '<img src="{}">',
    '<img srcset="{}">',
    '<input type=image src="{}">',
    '<video src="{}"></video>',
    '<video poster="{}"></video>',
    '<audio src="{}"></audio>',
    '<video><source src="{}"></video>',
    '<body background="{}">',
    '<table background="{}"><td background="{}">x</table>',
    '<script src="{}"></script>',
    '<svg><a href="{}"><text y=9>x</text></a></svg>',
    '<svg><a xlink:href="{}"><text y=9>x</text></a></svg>',
    '<svg><use href="{}#x"/></svg>',
    '<svg><image href="{}"/></svg>',
    '<svg><script href="{}"/></svg>',
    '<svg><a><animate attributeName=href values="{}"/><text y=9>x</text></a></svg>',
    '<svg><a><set attributeName=href to="{}"/><text y=9>x</text></a></svg>',
    '<math><mrow href="{}"><mtext>x</mtext></mrow></math>',
    '<math><a href="{}">x</a></math>',
    '<blockquote cite="{}">x</blockquote>',
    '<button onclick="location=this.value" value="{}">x</button>',
    '<p style="background:url({})">x</p>',
)

HELD = (CODE, mixed_case("javascript:") + RUN, "java\tscript:alert(1)", "&#106;avascript&colon;alert(1)", PAGE)


def vectors() -> Iterator[str]:
    for holder in HOLDERS:
        yield from (holder.replace("{}", address) for address in (*HELD, DOCUMENTS[5]))


def addresses() -> Iterator[str]:
    yield CODE
    yield from _in_other_letters()
    yield from (f"{before}{CODE}" for before in BEFORE)
    yield from _interrupted()
    yield from CODES
    yield from DOCUMENTS
    yield from OTHER_SCHEMES
    yield from BREAKING_OUT


def _in_other_letters() -> Iterator[str]:
    """The same scheme in capitals, as entities, as escapes of other languages, and in letters that look like it."""
    first, rest = CODE[0], CODE[1:]
    yield from (CODE.upper().replace(RUN.upper(), RUN), mixed_case("javascript") + f":{RUN}")
    for entity in ("&#106;", "&#106", "&#0000106;", "&#x6a;", "&#x6A", "&#x00006a;", "&amp;#106;", "&#74;"):
        yield entity + rest
    yield "".join(f"&#{ord(letter)};" for letter in CODE)
    yield "".join(f"&#x{ord(letter):x};" for letter in CODE)
    for escaped in ("%6a", r"\x6a", r"\u006a", r"\6a ", "\uff4a", "\u0458"):
        yield escaped + rest
    for colon in ("&colon;", "&#58;", "&#x3a", "%3a", "\uff1a", "\ua789", " :", "\t:", "&Tab;:"):
        yield CODE.replace(":", colon)
    yield first + rest.replace("s", "\u017f", 1)


def _interrupted() -> Iterator[str]:
    """Browsers drop tabs and line ends wherever they stand in an address, and nothing else."""
    for place in (1, 4, 10, 11):
        for dropped in ("\t", "\n", "\r", "&Tab;", "&NewLine;", "&#9;", "&#x0d;"):
            yield CODE[:place] + dropped + CODE[place:]
    for kept in ("\x00", "\x01", "\x0b", "\f", " ", "\\", "\xad", "\u200b", "\u200d", "\ufeff", "/**/", "<!---->"):
        yield CODE[:4] + kept + CODE[4:]
