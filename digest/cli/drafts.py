"""What is in an edition, and what became of a draft: in words, and as a row of a JSON document."""

from __future__ import annotations

from typing import Any

from digest.app.drafts import DraftReport, in_words
from digest.app.publish import RunReport
from digest.cli.speech import say
from digest.core.text import counted, one_line


def content_of(report: RunReport) -> str:
    """What is in the edition."""
    if not report.works:
        return "nothing fresh, a note that says so"
    if report.quiet:
        return f"nothing fresh, {counted(report.old, 'old highlight')}"
    again = f", {report.old:,} of them met again" if report.old else ""
    return f"{counted(report.works, 'work')}, {counted(report.highlights, 'highlight')}{again}"


def draft_row(report: DraftReport) -> dict[str, Any]:
    """What became of a draft, in a JSON document."""
    return {
        "file": str(report.file),
        "digest": report.digest,
        "outcome": report.outcome,
        "edition": report.run.edition if report.run else None,
        "until": report.until.isoformat() if report.until else None,
        "problems": [str(problem) for problem in report.problems],
    }


def tell_draft(report: DraftReport) -> None:
    """What became of a draft that was ready, in a few lines."""
    match report.outcome:
        case "wrong" | "failed":
            say(f"The draft '{one_line(str(report.file))}' is not issued:")
            for problem in report.problems:
                say(f"  {one_line(problem.told)}")
        case "issued" if report.run:
            say(f"Edition {report.run.edition} of '{report.digest}', from a draft: {content_of(report.run)}.")
            say(f"{report.run.folder}/index.html")
            for problem in report.problems:
                say(one_line(problem.told))
        case _:
            told = one_line(in_words(report))
            say(f"{told[0].upper()}{told[1:]}.")
