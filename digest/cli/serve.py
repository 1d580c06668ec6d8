"""``digest serve``: the service, in the foreground."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable

import click


@click.command()
@click.pass_context
def serve(ctx: click.Context) -> None:
    """Watch the folders and issue each edition when it is due, until stopped by SIGTERM or Ctrl-C.

    Settings that are edited are read again, and at once by SIGHUP. What happens is logged on standard error.
    """
    _at_the_end(sys.exit)  # before the imports, which take half a second
    from digest.app.bootstrap import now, open_settings, supervisor  # noqa: PLC0415
    from digest.app.service import Service  # noqa: PLC0415
    from digest.cli.logs import start_logging  # noqa: PLC0415

    top = ctx.find_root().params
    if not top["verbose"]:
        start_logging(top["log_format"])
    settings = open_settings(ctx.obj)
    service = Service(settings, lambda: open_settings(settings.path), now, supervisor())
    _at_the_end(service.stop)
    if sys.platform != "win32":  # which has no such signal
        signal.signal(signal.SIGHUP, lambda *_: service.reload())
    if not service.run():
        logging.shutdown()
        os._exit(0)  # waiting for a duty that hangs would be a stop that is none


def _at_the_end(stop: Callable[[], None]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop())
