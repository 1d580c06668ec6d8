"""What the code never does: run or unpickle what comes in, put it into SQL, or match it without end."""

from __future__ import annotations

import ast
import importlib
import re
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import digest

ROOM = Path(digest.__file__).parent

DANGEROUS = re.compile(
    r"eval|exec|compile|__import__|os\.(system|popen|exec\w+|spawn\w+)|(pickle|marshal|shelve|dill)\.\w+"
    r"|subprocess\.(getoutput|getstatusoutput)|yaml\.(load|unsafe_load|full_load)\w*|tempfile\.mktemp"
    r"|(tarfile|zipfile|shutil)\.(open|TarFile|ZipFile|unpack_archive)|(ftplib|telnetlib)\..*"
    r"|xml\.(?!etree\.ElementTree\.(Element|SubElement|indent|tostring)$)\w.*"
    r"|lxml\.etree\.(parse|fromstring|XML\w*|iterparse)"
)
OURS = {
    "app/ahead.py": {"pickle.load", "pickle.dumps"},  # between two processes of ours
    "app/parcel.py": {"marshal.loads", "marshal.dumps"},  # the same
}

SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|PRAGMA|CREATE|DROP|ALTER|MATCH)\b")
WORDS_IN_SQL = {
    "store/deliveries.py": {"_UNSETTLED"},
    "store/library.py": {"APPLICATION", "SCHEMA", "_FEW", "_LOG", "pragma", "self._kept_pages", "wanted"},
    "store/migrations/__init__.py": {"script.revision"},
    "store/rows.py": {"column", "marks", "names", "sql(columns)", "table", "values"},
    "store/schema.py": {"TOKENIZER"},
    "store/search.py": {"TOKENIZER", "_WEIGHTS"},
}
"""All that is put into SQL: names, numbers and question marks of our own. Everything else is a parameter."""

WAYS = {"match", "fullmatch", "search"}
EVERYWHERE = {"sub", "subn", "split", "findall", "finditer"}
LONG = 100_000
SECONDS = 1.0
"""Of the processor: it takes some hundredths, a few tenths where each character is looked at some hundred times,
and four seconds or more where it is looked at again from each one before it."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every file of the package, below its room."""
    return {path.relative_to(ROOM).as_posix(): ast.parse(path.read_text("utf-8")) for path in ROOM.rglob("*.py")}


def called(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the name that its function was imported by."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            yield f"{names.get(first, first)}.{rest}".rstrip("."), node


def test_nothing_that_comes_in_is_run() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for name, module in modules().items():
        for function, call in called(module):
            if DANGEROUS.fullmatch(function):
                found[name].add(function)
            assert "shell" not in {keyword.arg for keyword in call.keywords}, f"{name}: {ast.unparse(call)}"
    assert found == OURS


def test_what_comes_in_is_never_a_part_of_sql() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for name, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr) and SQL.search(ast.unparse(node)):
                found[name] |= {
                    ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)
                }
        words = [call for function, call in called(module) if function == "sqlalchemy.text"]
        assert all(isinstance(argument, ast.Constant) for call in words for argument in call.args), name
    assert found == WORDS_IN_SQL


def ways_of(tree: ast.Module, name: str) -> set[str]:
    """How the pattern of that name is asked; in every way when that cannot be seen."""
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }
    return {"search" if way in EVERYWHERE else way for way in asked & (WAYS | EVERYWHERE)} or {"search"}


def patterns() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    """Every pattern of the package, where it stands, with the ways in which it is asked."""
    found: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    everywhere = ast.Module([node for tree in modules().values() for node in tree.body], [])
    for path, tree in modules().items():
        if path.startswith(("store/migrations/", "__main__")):
            continue
        module = importlib.import_module(
            "digest." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{path} {name}"] = value, ways_of(tree if name.startswith("_") else everywhere, name)
        for function, call in called(tree):
            way = function.removeprefix("re.")
            if function.startswith("re.") and way in WAYS | EVERYWHERE and isinstance(call.args[0], ast.Constant):
                pattern = re.compile(str(call.args[0].value))
                found[f"{path} line {call.lineno}"] = pattern, {"search" if way in EVERYWHERE else way}
    return found


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="this system does not count a process's own time")
def test_no_pattern_looks_at_a_long_text_again_and_again() -> None:
    slow = []
    for place, (pattern, ways) in patterns().items():
        for way in ways:
            for character in "a <[\n0-":
                text = character * LONG
                if not ends_soon(
                    getattr(pattern, way), text if isinstance(pattern.pattern, str) else text.encode()
                ):
                    slow.append(f"{place}: {way} of {character!r}")
    assert slow == []


def ends_soon(ask: Callable[[Any], object], text: str | bytes) -> bool:
    """Whether the processor has an answer within ``SECONDS``."""

    def stop(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        ask(text)
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return True
