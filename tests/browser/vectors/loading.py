"""Elements and styles that ask for something: a picture is enough to know who reads."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.vectors.payloads import ASKED, PIXEL, RUN, SOUND

HOLDERS = (
    '<img src="{}">',
    '<img srcset="{} 2x">',
    '<img src=x lowsrc="{}" dynsrc="{}">',
    '<image src="{}">',
    '<picture><source srcset="{}"><img></picture>',
    '<input type=image src="{}">',
    '<video src="{}"></video>',
    '<video poster="{}"></video>',
    '<video><source src="{}"></video>',
    '<audio src="{}"></audio>',
    '<audio><source src="{}"></audio>',
    f'<video src={SOUND}><track default src="{{}}"></video>',
    '<iframe src="{}"></iframe>',
    '<frameset><frame src="{}"></frameset>',
    '<embed src="{}">',
    '<object data="{}"></object>',
    '<applet archive="{}" code="{}"></applet>',
    '<script src="{}"></script>',
    '<script type=module src="{}"></script>',
    '<link rel=stylesheet href="{}">',
    '<link rel="alternate stylesheet" href="{}">',
    '<link rel=preload as=image href="{}">',
    '<link rel=preload as=image imagesrcset="{}">',
    '<link rel=modulepreload href="{}">',
    '<link rel=prefetch href="{}">',
    '<link rel=prerender href="{}">',
    '<link rel=icon href="{}">',
    '<link rel=manifest href="{}">',
    '<link rel=preconnect href="{}">',
    '<link rel=dns-prefetch href="{}">',
    '<body background="{}">',
    '<table background="{}"><td>x</table>',
    '<table><tr background="{}"><td>x</table>',
    '<table><td background="{}">x</table>',
    '<bgsound src="{}">',
    '<meta http-equiv=refresh content="0;{}">',
    '<meta http-equiv=refresh content="0; url={}">',
    "<meta http-equiv=refresh content=\"0 URL='{}'\">",
    '<meta http-equiv=link content="<{}>;rel=stylesheet">',
    f'<base href="{{}}"><img src="{ASKED}x">',
    '<form action="{}"><button>x</button></form>',
    '<form method=post action="{}"><input type=submit></form>',
    '<form><button formaction="{}">x</button></form>',
    '<a href="{}">x</a>',
    '<a href="#x" ping="{}">x</a>',
    '<svg><image href="{}"/></svg>',
    '<svg><image xlink:href="{}"/></svg>',
    '<svg><use href="{}#x"/></svg>',
    '<svg><script href="{}"/></svg>',
    '<svg><filter id=f><feImage href="{}"/></filter><rect filter=url(#f) width=9 height=9 /></svg>',
    '<svg><style>@import "{}"</style></svg>',
    '<svg><rect fill="url({}#x)" width=9 height=9 /></svg>',
    '<svg><rect filter="url({}#x)" width=9 height=9 /></svg>',
    '<svg><rect mask="url({}#x)" width=9 height=9 /></svg>',
    '<svg><image><animate attributeName=href values="{}"/></image></svg>',
    '<math><mglyph src="{}"/></math>',
    '<math xlink:href="{}">x</math>',
    '<iframe srcdoc="<img src={}>"></iframe>',
    '<object data="data:text/html,<img src={}>"></object>',
    '<template shadowrootmode=open><img src="{}"></template>',
    '<div><template shadowrootmode=open><img src="{}"></template></div>',
    '<noscript><img src="{}"></noscript>',
    '<portal src="{}"></portal>',
    '<fencedframe src="{}"></fencedframe>',
    '<html manifest="{}">',
    '<script type=speculationrules>{{"prefetch":[{{"urls":["{}"]}}]}}</script>',
    "<img src=x onerror=\"this.onerror=0;this.src='{}'\">",
)

SPELT = (ASKED, "&#104;t\ntps&colon;//x.example/")

DECLARATIONS = (
    "background:url({})",
    "background:url('{}')",
    "background-image:image-set('{}' 1x)",
    "background-image:-webkit-image-set(url({}) 1x)",
    "background-image:cross-fade(url({}),url({}),50%)",
    "background:u\\72l({})",
    "b\\61 ckground:url({})",
    "background:/*x*/url({})",
    "background:URL({})",
    "--x:url({});background:var(--x)",
    "color:red;;}}x{{background:url({})",
    "list-style:inside url({});display:list-item",
    "content:url({})",
    "cursor:url({}),auto",
    "border-image:url({}) 1;border:9px solid",
    "mask:url({})",
    "-webkit-mask-image:url({})",
    "filter:url({}#x)",
    "clip-path:url({}#x)",
    "shape-outside:url({});float:left",
    "offset-path:url({}#x)",
    "behavior:url({})",
    "-moz-binding:url({}#x)",
    "width:expression(alert(1));background:url({})",
)

SHEETS = (
    "@import '{}'",
    "@import url({})",
    "@import url('{}') screen",
    "@\\69mport '{}'",
    "/**/@import/**/'{}'",
    "@import '{}",
    "<!-- @import '{}' -->",
    "@font-face{{font-family:x;src:url({})}}*{{font-family:x}}",
    "@namespace url({});*{{background:url({})}}",
    "*{{background:url({})}}",
    "*{{background:url({}",
    "x{{}}}}*{{background:url({})}}",
    "@media all{{*{{background:url({})}}}}",
    "@supports (color:red){{*{{background:url({})}}}}",
    "@layer{{*{{background:url({})}}}}",
    "p::before{{content:url({})}}",
    "p::first-line{{background:url({})}}",
    "p:not(x){{background:url({})}}",
    "p{{&{{background:url({})}}}}",
    "*{{background:'</style><img src={}>'}}",
    "{{}}</style><img src={}><style>",
    "@property --x{{syntax:'<url>';inherits:true;initial-value:url({})}}*{{background:var(--x)}}",
)

AROUND_SHEETS = (
    "<style>{}</style>",
    "<STYLE TYPE=text/css media=all>{}</STYLE>",
    "<svg><style>{}</style></svg>",
    "<style>{}",
    '<link rel=stylesheet href="data:text/css,{}">',
)


def vectors() -> Iterator[str]:
    for holder in HOLDERS:
        yield from (holder.format(address, address) for address in SPELT)
    yield from in_styles()
    yield from (f'<img src="{PIXEL}" style="background:url({ASKED})" onload={RUN}>',)


def in_styles() -> Iterator[str]:
    for declaration in DECLARATIONS:
        shown = declaration.format(ASKED, ASKED)
        yield f'<p style="{shown}">x</p>'
        yield f'<p style="{shown.replace("u", "&#117;")}">x</p>'
        yield f'<svg><text y=9 style="{shown}">x</text></svg>'
    for sheet in SHEETS:
        yield from (around.format(sheet.format(ASKED, ASKED)) for around in AROUND_SHEETS)
