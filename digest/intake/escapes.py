"""Text that went through a template meant for HTML, and is not HTML."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#39|#x27|#x2F|#x60|#x3D|#92|#96);")
_UNESCAPED = re.compile(rf"[<>\"']|&(?!{_ENTITY.pattern[1:]})")


def unescaped(text: str) -> str:
    """``text`` as it was before Mustache or Nunjucks escaped it for HTML; as it is when they did not.

    A text that they escaped has no quote sign, angle bracket or bare ampersand left; one that has was written
    as it stands, entities and all.
    """
    if "&" not in text or _UNESCAPED.search(text):
        return text
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
