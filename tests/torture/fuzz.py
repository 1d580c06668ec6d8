"""Coverage-guided fuzzing: atheris makes up files, led by which lines of the intake they reach.

    python -m tests.torture.fuzz FOLDER… [options of libFuzzer]

The golden files go first, as seeds; what breaks something is written where ``-artifact_prefix`` says.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["digest.intake", "digest.core.text"]):
    from tests.torture.oracle import look


def one(raw: bytes) -> None:
    """One file that atheris made up."""
    wrong = look(raw).wrong
    if wrong:
        raise AssertionError(wrong)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
