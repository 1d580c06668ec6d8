"""The lint itself: every rule finds the fault it is there for, and nothing else in a sound letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from digest.model.letter import Rendering
from digest.render.letter import render_letter
from tests.lint_letter import copy_faults, faults
from tests.render.editions import CHINESE, TEMPLATES, daily

ORIGINAL = "https://tides.example.org/essays/tide-machine/"

SOUND = render_letter(daily(), CHINESE, TEMPLATES)


def in_html(old: str, new: str) -> Callable[[Rendering], Rendering]:
    """A letter whose body has ``new`` where ``old`` first stood."""

    def change(sound: Rendering) -> Rendering:
        head, body = sound.html.split("</head>")
        assert old in body
        return replace(sound, html=f"{head}</head>{body.replace(old, new, 1)}")

    return change


def in_head(addition: str) -> Callable[[Rendering], Rendering]:
    return lambda sound: replace(sound, html=sound.html.replace("</head>", f"{addition}</head>"))


def everywhere(old: str, new: str) -> Callable[[Rendering], Rendering]:
    def change(sound: Rendering) -> Rendering:
        assert old in sound.html
        return replace(sound, html=sound.html.replace(old, new))

    return change


SEEDED: dict[str, tuple[str, Callable[[Rendering], Rendering]]] = {
    "an unclosed tag": ("nesting", in_html("</blockquote>", "")),
    "ink too pale": ("contrast", everywhere("#6B6358", "#A79E90")),
    "a dark colour forgotten": ("contrast", everywhere(".issue,.stat,", "")),
    "a relative link": ("links", in_html(f'"{ORIGINAL}"', '"/x"')),
    "a link with a script": ("links", in_html(f'"{ORIGINAL}"', '"javascript:1"')),
    "credentials in a link": ("links", in_html(f'"{ORIGINAL}"', '"https://me:secret@x.example/"')),
    "a link in the same frame": ("links", in_html(' target="_blank"', "")),
    "a blue link": ("links", in_html('style="color:#6B6358;font-size:13px;text-decoration:underline"', "")),
    "no language": ("languages", everywhere('<html lang="zh-Hans"', '<html lang="und"')),
    "Han called English": (
        "languages",
        in_html('<blockquote class="quote" lang="zh-Hans"', '<blockquote lang="en"'),
    ),
    "English called Chinese": ("languages", in_html('class="point" lang="en"', 'class="point" lang="zh-Hans"')),
    "a table without a role": ("tables", in_html(' role="presentation" width="100%"', "")),
    "a chart without a label": ("tables", in_html('role="presentation" width', 'role="img" width')),
    "flex": ("css", in_html('class="date" style="', 'class="date" style="display:flex;')),
    "a property few know": ("css", in_html('class="date" style="', 'class="date" style="gap:4px;')),
    "a property Gmail drops": ("css", in_html('class="date" style="', 'class="date" style="hyphens:auto;')),
    "padding on a heading": ("css", in_html('class="date" style="', 'class="date" style="padding:4px;')),
    "a negative margin": ("css", in_html("margin:6px 0 0", "margin:-6px 0 0")),
    "a variable": ("sheets", in_head("<style>.a{color:var(--x)}</style>")),
    "rgb with spaces": ("sheets", in_head("<style>.a{color:rgb(0 0 0 / .5)}</style>")),
    "a large stylesheet": ("sheets", in_head("<style>" + ".a{color:red}" * 700 + "</style>")),
    "a picture without alt": (
        "remote",
        in_html("</blockquote>", '<img src="cid:x" width="1" height="1"></blockquote>'),
    ),
    "a remote picture": (
        "remote",
        in_html("</blockquote>", '<img alt="" src="https://x.example/y.png"></blockquote>'),
    ),
    "a web font": ("remote", in_head("<style>@font-face{src:url(https://x.example/f)}</style>")),
    "a linked stylesheet": ("active", in_head('<link href="https://x.example/f.css">')),
    "a script": ("active", in_html("</blockquote>", "<script>1</script></blockquote>")),
    "an event": ("active", in_html("<blockquote ", '<blockquote onclick="x" ')),
    "a refresh": ("active", in_head('<meta http-equiv="refresh" content="0;url=x">')),
    "slanted Han": ("slanted", in_html('class="quote" ', 'class="quote" data-x style="font-style:italic" ')),
    "11 px": ("small_print", in_html("font-size:13px;line-height:20px", "font-size:11px;line-height:20px")),
    "a heading skipped": ("headings", lambda sound: replace(sound, html=re.sub(r"(</?)h2", r"\1h4", sound.html))),
    "two first headings": ("headings", lambda sound: replace(sound, html=re.sub(r"(</?)h2", r"\1h1", sound.html))),
    "a C1 character": ("unseen", in_html("港口", "港\x92口")),
    "no text part": ("twin", lambda sound: replace(sound, text="")),
    "a link missing from the text": ("twin", lambda sound: replace(sound, text=sound.text.replace(ORIGINAL, ""))),
    "a short preheader": ("envelope", lambda sound: replace(sound, preheader="短")),
    "a subject of two lines": ("envelope", lambda sound: replace(sound, subject="one\ntwo lines")),
    "an encoded word in the subject": ("envelope", lambda sound: replace(sound, subject="=?utf-8?B?eA==?= x")),
    "too many bytes": ("size", in_html("</body>", "x" * 50_000 + "</body>")),
}


def test_a_sound_letter_has_no_fault() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize("name", SEEDED)
def test_each_fault_is_found_by_its_rule(name: str) -> None:
    rule, damage = SEEDED[name]

    assert rule in {fault.partition(":")[0] for fault in faults(damage(SOUND))}


def test_ascii_punctuation_between_han_is_found_in_our_own_words() -> None:
    assert copy_faults({"letter": {"stat": "两篇,三条"}}) == ["篇,三"]
