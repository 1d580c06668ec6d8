"""What Pocket's exports have in common: how a saved page is named. The service was closed in 2025."""

from __future__ import annotations

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.tags import parted
from digest.model.clipping import StatedWork


def read_work(title: str, url: str, tags: str = "") -> StatedWork:
    """The page at ``url``; ``tags`` have commas or bars between them."""
    return StatedWork(
        title=one_line(title) or url,
        site=site_of(url),
        url=url,
        app="Pocket",
        tags=parted(tags, ",|"),
    )
