"""Some three thousand ways to get a script into a page, or to make it ask for something.

They are put together here from what HTML, Markdown and addresses allow, a file a concept. Each calls ``alert`` when
its script runs, or asks for something at ``x.example``; all are strings as they may stand in a clipping.
"""

from __future__ import annotations

from tests.browser.vectors import addresses, breaking, handlers, loading, markdown, nesting, scripts, templating

HTML = tuple(
    dict.fromkeys(
        (
            *handlers.vectors(),
            *scripts.vectors(),
            *addresses.vectors(),
            *loading.vectors(),
            *breaking.vectors(),
            *nesting.vectors(),
            *templating.vectors(),
        )
    )
)
MARKDOWN = tuple(dict.fromkeys(markdown.vectors()))
ADDRESSES = tuple(dict.fromkeys(addresses.addresses()))
