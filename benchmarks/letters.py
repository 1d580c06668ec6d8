"""How fast letters are set: beside filling the same template as MJML and compiling that at every edition."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import css_inline
from jinja2 import Environment, StrictUndefined
from mjml import mjml2html

from benchmarks.measure import Row, median
from digest.model.choice import Reason
from digest.model.clipping import DateSource, Stamp
from digest.model.edition import Edition, Pick, Section
from digest.model.letter import Frame
from digest.model.library import Highlight, Work
from digest.render.letter import letter_values, render_letter
from digest.render.shelf import look_up
from digest.render.template import letter_form
from digest.shipped import folder

TEMPLATES = (folder("templates"),)
FRAME = Frame("Gleanings", "拾句", "en")
MORNING = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
PROMISED = 0.0002
"""Seconds for filling a letter of 12 highlights."""

_QUOTE = "The tide table promised slack water at noon, and at noon the river did something else. "
_NODE = """
const mjml = require('mjml'), source = require('fs').readFileSync(process.argv[1], 'utf8'), seconds = [];
(async () => {
  for (let run = 0; run < 12; run++) {
    const start = process.hrtime.bigint();
    await mjml(source, { validationLevel: 'skip', fonts: {} });
    seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  console.log(JSON.stringify(seconds.sort((a, b) => a - b)[6]));
})();
"""


def rows(scratch: Path) -> Iterator[Row]:
    """Letters of 12 and of 500 highlights: filled, and as a whole with choosing words and the plain-text twin."""
    node = _node_mjml(scratch)
    for count, times in ((12, 200), (500, 15)):
        edition = _edition(count)
        values = letter_values(edition, FRAME, TEMPLATES)
        form = letter_form(look_up(TEMPLATES, "letter.mjml"), look_up(TEMPLATES, "letter.css"))
        filled = median(lambda: form.fill(values), times)  # noqa: B023 - measured at once
        whole = median(lambda: render_letter(edition, FRAME, TEMPLATES), times)  # noqa: B023
        mjml = _as_mjml(values)
        compiled = median(lambda: _compile(mjml()), max(times // 10, 5))  # noqa: B023
        what = f"letter of {count} highlights"
        yield Row(f"{what}, filled", filled, "Jinja, MJML, inlining at every edition", compiled, goal=0.5)
        yield Row(
            f"{what}, whole with plain text", whole, "Jinja, MJML, inlining at every edition", compiled, goal=1
        )
        if count == 12:
            yield Row(f"{what}, filled", filled, "what is promised", PROMISED, goal=1)
        if node:
            yield Row(f"{what}, whole with plain text", whole, "node mjml, warm, its inlining aside", node(mjml()))


def _edition(count: int) -> Edition:
    sections = []
    for start in range(0, count, 4):
        work = Work(start + 1, f"A work about river number {start}", site="example.org", url="https://example.org/")
        picks = [
            Pick(
                Highlight(
                    id=start + n,
                    work=work,
                    text=f"{n}. {_QUOTE * 2}",
                    marked=Stamp(MORNING, DateSource.EXPLICIT),
                    first_seen=MORNING,
                    note="Ask the ferryman." if n == 1 else "",
                    url=f"https://example.org/{start + n}",
                ),
                Reason("first-turn"),
            )
            for n in range(min(4, count - start))
        ]
        sections.append(Section(work, tuple(picks)))
    return Edition("daily", 1, "2026-02-14T07:30", MORNING, None, tuple(sections))


def _as_mjml(values: dict[str, object]) -> Callable[[], str]:
    """The letter's own template as the peer uses it: filled as MJML, its statements in the open."""
    source = look_up(TEMPLATES, "letter.mjml").read()
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        re.sub(r"<!--\s*(\{%.*?%\})\s*-->", r"\1", source)
    )
    return lambda: template.render(values)


def _compile(mjml: str) -> str:
    css = look_up(TEMPLATES, "letter.css").read()
    inliner = css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )
    return inliner.inline(mjml2html(mjml, fonts={}))


def _node_mjml(scratch: Path) -> Callable[[str], float] | None:
    """Seconds that node's mjml takes for a letter; None where node or the package cannot be had."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        print("letters: no node here, so node mjml is left out", file=sys.stderr)
        return None
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(scratch), "mjml@4"]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        print("letters: npm could not install mjml, so node mjml is left out", file=sys.stderr)
        return None

    def seconds(mjml: str) -> float:
        (scratch / "letter.mjml").write_text(mjml, "utf-8")
        command = [node, "-e", _NODE, str(scratch / "letter.mjml")]
        done = subprocess.run(command, cwd=scratch, check=True, capture_output=True, text=True)
        return float(json.loads(done.stdout))

    return seconds
