"""Markdown that makes links, pictures and blocks of HTML."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors import addresses
from tests.browser.vectors.payloads import ASKED, DRAWING, PICTURE, PIECES, SCRIPT

LINKS = (
    "[x]({})",
    "[x](<{}>)",
    "[x]( {} 'x')",
    "[x]({} (x))",
    "![x]({})",
    "[![x]({})](https://host.example/)",
    "[![x](https://host.example/)]({})",
    "[x][y]\n\n[y]: {}",
    "[x]\n\n[x]: <{}> 'x'",
    "![x][]\n\n[x]: {}",
    "<{}>",
    "# [x]({})",
    "> - [*x*]({})",
    "[<b>x</b>]({})",
    "[x](\n{}\n)",
)

LINKED = (
    addresses.CODE,
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript\\:alert(1)",
    "\\javascript:alert(1)",
    "%6aavascript:alert(1)",
    "&#1;javascript:alert(1)",
    "javascript://host.example/%0aalert(1)",
    "javascript:alert`1`",
    "vbscript:alert(1)",
    addresses.DOCUMENTS[2],
    addresses.DOCUMENTS[4],
    addresses.DOCUMENTS[6],
)

INTO_A_LINK = (
    '[x](https://host.example/"autofocus/onfocus="alert(1))',
    "[x](https://host.example/'autofocus/onfocus='alert(1))",
    '[x](<https://host.example/" autofocus onfocus="alert(1)>)',
    '[x](https://host.example/ "\\" autofocus onfocus=\\"alert(1)")',
    '[x](https://host.example/ "&quot; autofocus onfocus=&quot;alert(1)")',
    "[x](https://host.example/ \"' autofocus onfocus='alert(1)\")",
    '![x" onerror="alert(1)](https://x.example/)',
    '![x](https://x.example/"onerror="alert(1))',
    '![x](https://x.example/ "\\" onerror=\\"alert(1)")',
    '<https://host.example/"autofocus/onfocus=alert(1)//>',
    '<a@host.example"autofocus/onfocus=alert(1)//>',
    "[x]: https://host.example/ '\"><img src=x onerror=alert(1)>'\n\n[x]",
    "[x](https://host.example/){autofocus onfocus=alert(1)}",
    "![x](https://x.example/ =9x9 onerror=alert(1))",
    '[x](https://host.example/"><img src=x onerror=alert(1)>)',
    '[" autofocus onfocus=alert(1) x="](https://host.example/)',
)

PLACES = (
    "{}",
    "x {} x",
    "   {}",
    "    {}",
    "\t{}",
    "# {}",
    "{}\n===",
    "> {}",
    ">{}\n> x",
    "- {}",
    "1. {}\n   {}",
    "- [ ] {}",
    "**{}**",
    "*x*{}*x*",
    "_{}_",
    "~~{}~~",
    "`{}`",
    "`` ` {} ``",
    "`{}",
    "```\n{}\n```",
    "```{}\nx\n```",
    "```\n</code></pre>{}\n```",
    "~~~ {}\nx",
    "[{}](https://host.example/)",
    "[x](https://host.example/ '{}')",
    "![{}](https://host.example/)",
    "![x](https://host.example/ '{}')",
    "[{}]: https://host.example/\n\n[{}]",
    "| {} |\n|---|\n| {} |",
    "\\{}",
    "&lt;x>{}",
    "x\\\n{}",
    "x  \n{}",
    "<div>\n{}\n</div>",
    "<div>\n\n{}\n\n</div>",
    "<pre>\n\n{}</pre>",
    "<!-- x\n\n--> {}",
    "<?x\n\n?>{}",
    "<!X\n\n>{}",
    "<![CDATA[\n\n]]>{}",
    "<textarea>\n\n</textarea>{}",
    "<style>\n\n</style>{}",
    "</x>\n{}",
    "<x y='\n'>{}",
    "<b\nx>{}",
    "$${}$$",
    "[^1]: {}\n\n[^1]",
    ":::x\n{}\n:::",
    "---\ntitle: {}\n---\n{}",
    "[[{}]]",
    "![[{}]]",
    "=={}==",
    "%%{}%%",
    ":{}:",
)


def vectors() -> Iterator[str]:
    for link in LINKS:
        yield from (link.replace("{}", address) for address in (*LINKED, ASKED))
    yield from INTO_A_LINK
    for place in PLACES:
        yield from (place.replace("{}", piece) for piece in (SCRIPT, PICTURE))
    yield from _split_by_lines()


def _split_by_lines() -> Iterator[str]:
    """Blocks end at an empty line, inline HTML does not begin anew after a line end."""
    for piece in (*PIECES, DRAWING):
        for blank in ("\n", "\n\n", "\\\n", "\n> ", "\n- "):
            yield piece.replace(" ", blank, 1)
            yield piece.replace(">", f"{blank}>", 1)
