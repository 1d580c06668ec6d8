"""Log lines on standard error: for people, or one JSON object a line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from digest.core.text import one_line


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone()
        line = f"{when:%Y-%m-%d %H:%M:%S%z} {record.levelname.lower():7} {one_line(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start_logging(log_format: str) -> None:
    """Show what digest logs, as ``text`` or ``json``. A line stays a line whatever a clipping has in it."""
    shown = logging.StreamHandler()
    shown.setFormatter(_Json() if log_format == "json" else _Text())
    logger = logging.getLogger("digest")
    logger.addHandler(shown)
    logger.setLevel(logging.INFO)
