"""The words that a format knows: what of a file may be shown to others, because it is the same in everybody's.

They are taken from the format's own code and that of the modules it uses: whatever a format looks for stands there,
in a text or in a pattern.
"""

from __future__ import annotations

import ast
import calendar
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache

from lxml.html import defs

from digest.core.text import HAN
from digest.intake.registry import Format

_OURS = ("digest.intake.", "digest.model.clipping")
_TELLING = frozenset(("problem", "Problem", "Trouble"))
_SIGNS_OF_PATTERNS = re.compile(r"\\[AbBdDsSwWZnrt]|\?P<\w+>")
_OPTIONAL = re.compile(r"\w\?")
_EITHER = re.compile(r"\[(\w)\w*\]")
_WORD = re.compile(f"[{HAN}]+|[^\\W\\d_{HAN}]+")
_MONTHS = frozenset(name.lower() for name in calendar.month_name if name)
"""``intake.dates`` knows them by their first three letters."""
_OF_PAGES = frozenset(_WORD.findall(" ".join((*defs.tags, *defs.safe_attrs, "doctype")).lower()))


def vocabulary(format_: Format) -> frozenset[str]:
    """The words that ``format_`` may look for, in lower case; a run of Han is a word.

    Some that it only says are among them. Without the source of the program there are none but those of dates
    and pages.
    """
    words = _MONTHS | (_OF_PAGES if format_.SHAPE == "page" else frozenset())
    for module in _with_all_it_uses(format_.parse.__module__):
        words |= _words_of(module)
    return words


def _with_all_it_uses(module: str) -> set[str]:
    found, new = set[str](), {module}
    while new:
        found |= new
        new = {used for name in new for used in _uses(name)} - found
    return found


@cache
def _tree(module: str) -> ast.Module:
    try:
        return ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:  # installed without its source
        return ast.Module([], [])


@cache
def _uses(module: str) -> frozenset[str]:
    imports = (node for node in ast.walk(_tree(module)) if isinstance(node, ast.ImportFrom) and node.module)
    names = {
        name for node in imports for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))
    }
    return frozenset(name for name in names if name and name.startswith(_OURS) and name in sys.modules)


@cache
def _words_of(module: str) -> frozenset[str]:
    return frozenset(word.lower() for text in _texts(_tree(module)) for word in _WORD.findall(text))


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _texts(tree: ast.Module) -> Iterator[str]:
    """The texts in a module but docstrings and what it tells; of patterns what they match, both ``colou?r``."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    told = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in _TELLING)
    said |= {id(part) for node in told for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            text = _EITHER.sub(r"\1", _SIGNS_OF_PATTERNS.sub(" ", node.value))
            yield text.replace("?", "")
            yield _OPTIONAL.sub("", text)
