"""How the diagnosis of a file is told, to people and to programs."""

from __future__ import annotations

from typing import Any

from digest.app.doctor import Diagnosis
from digest.app.sample import Sample
from digest.cli.speech import say
from digest.core.text import counted, excerpt, one_line

_FIRST = 3
_PROBLEMS = 20
_LENGTH = 60  # of a highlight, see core.text.length


def tell(found: Diagnosis, sample: Sample | None) -> None:
    """What was understood of a file, what was not, and its first highlights as a proof."""
    say(one_line(found.stated.file.path))
    say(f"  {_verdict(found)}")
    if found.stated.clippings:
        say(f"  {_contents(found)}")
        say(f"  dates: {', '.join(f'{number:,} {source}' for source, number in found.dates.items())}")
    for problem in found.stated.problems[:_PROBLEMS]:
        say(f"  ! {one_line(problem.told)}")
        if words := found.words_at(problem):
            say(f"      {words}")
    if len(found.stated.problems) > _PROBLEMS:
        say(f"  … and {counted(len(found.stated.problems) - _PROBLEMS, 'more problem')}; --json lists them all")
    for row in _first(found):
        say(f"  > {row['text']}" + (f"  [{row['note']}]" if row["note"] else ""))
    if sample is None:
        if found.document and not found.stated.clippings:
            say("  If there are highlights in it, report it with a copy that has other words: --sample writes one.")
    elif sample.path is None:
        say(f"  no copy: {one_line(sample.refusal)}")
    else:
        say(f"  copy in other words: {sample.path}" + ("" if sample.is_new else " (there already)"))
        say("  Look it over before you send it to anybody.")


def row(found: Diagnosis, sample: Sample | None) -> dict[str, Any]:
    """The diagnosis in a JSON document."""
    stated = found.stated
    return {
        "path": stated.file.path,
        "format": stated.format or None,
        "claims": [{"format": name, "sure": score} for name, score in found.claims],
        "asked": list(found.asked),
        "works": found.works,
        "highlights": found.highlights,
        "points": len(stated.clippings) - found.highlights,
        "notes": found.count("note"),
        "tags": found.count("tags"),
        "dates": {source.value: number for source, number in found.dates.items()},
        "problems": [
            {
                "line": problem.line,
                "message": problem.message,
                "hint": problem.hint,
                "words": found.words_at(problem),
            }
            for problem in stated.problems
        ],
        "first": _first(found),
        "sample": str(sample.path) if sample and sample.path else None,
        "refusal": sample.refusal if sample and sample.refusal else None,
    }


def _verdict(found: Diagnosis) -> str:
    stated = found.stated
    if stated.format:
        (_, sure), *others = found.claims
        less = "".join(f", {name} {score}" for name, score in others)
        known = f"understood as {stated.format} ({sure} of 100{less})"
        if not stated.clippings:
            return f"– {known}, and it holds no highlight"
        return f"{'!' if stated.problems else '✓'} {known}"
    if found.claims:
        return f"✗ begins like {found.claims[0][0]}, and could not be read"
    return "✗ no format recognises it" if found.document else "✗ could not be read"


def _contents(found: Diagnosis) -> str:
    points = len(found.stated.clippings) - found.highlights
    kinds = (("highlight", found.highlights), ("point", points))
    told = " and ".join(counted(number, one) for one, number in kinds if number)
    extras = (("with a note", found.count("note")), ("with tags", found.count("tags")))
    return f"{told} of {counted(found.works, 'work')}" + "".join(f", {n:,} {name}" for name, n in extras if n)


def _first(found: Diagnosis) -> list[dict[str, Any]]:
    return [
        {
            "line": clipping.line,
            "text": excerpt(one_line(clipping.text), _LENGTH)[0],
            "note": excerpt(one_line(clipping.note), _LENGTH)[0],
            "title": one_line(clipping.work.title),
        }
        for clipping in found.stated.clippings[:_FIRST]
    ]
