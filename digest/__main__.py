"""``digest`` and ``python -m digest``."""

from __future__ import annotations

import contextlib
import signal
import sys

import click

from digest.cli.group import digest
from digest.errors import DigestError, SpeechUnwritable

STOPPED = 130
"""Exit status after Ctrl-C, and SIGTERM: 128 and the number of the signal, by the custom of shells."""


def main() -> None:
    """Run a command; what a person can act on ends as one sentence and its exit status."""
    if "serve" not in sys.argv:  # which ends in its own way
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        sys.exit(digest(prog_name="digest", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("digest: stopped; 'digest status' says how things stand", err=True)
        sys.exit(STOPPED)
    except DigestError as error:
        from digest.cli.speech import complain  # noqa: PLC0415 - what goes well starts without it

        with contextlib.suppress(SpeechUnwritable):  # the exit status says it
            complain(error)
        sys.exit(error.status)


if __name__ == "__main__":
    main()
