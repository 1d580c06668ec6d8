"""Where the tags of a template stop matching: the MJML parser says only that they do not."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = {"br", "hr", "img", "meta", "link", "input", "wbr", "col"}


class Fault(NamedTuple):
    """The first tag out of place."""

    line: int
    reason: str


def nesting_fault(source: str) -> Fault | None:
    """What is wrong with the tags of ``source``, which is MJML without Jinja; None when each is closed in turn."""
    nesting = _Nesting()
    nesting.feed(source)
    nesting.close()
    if nesting.fault or not nesting.open:
        return nesting.fault
    tag, line = nesting.open[-1]
    return Fault(line, f"<{tag}> is not closed")


class _Nesting(HTMLParser):
    """Keeps the tags that are open, and the first fault."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[tuple[str, int]] = []
        self.fault: Fault | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in _VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            return
        inner, line = self.open[-1] if self.open else ("", 0)
        self._find(f"</{tag}>, while " + (f"<{inner}> of line {line} is open" if inner else "nothing is open"))

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self._find("a bare <, which is written &lt;")

    def _find(self, reason: str) -> None:
        self.fault = self.fault or Fault(self.getpos()[0], reason)
