"""What Pocket's exports have in common: how a saved page is named. The service was closed in 2025."""

from __future__ import annotations

from digest.intake.document import Document
from digest.intake.savedpage import web_page
from digest.intake.tags import parted
from digest.model.clipping import StatedWork


def read_work(document: Document, title: str, url: str, tags: str = "") -> StatedWork:
    """The page at ``url``; ``tags`` have commas or bars between them."""
    return web_page(document, url, title, "Pocket")._replace(tags=parted(tags, ",|"))
