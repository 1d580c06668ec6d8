"""A letter template, from MJML to something that is filled in a tenth of a millisecond.

    letter.mjml, letter.css     MJML and a stylesheet, with Jinja in place
    | shield                    each piece of Jinja becomes a word that the next two steps leave alone
    | mjml2html, css_inline     components become tables, rules become style="…"
    | squeeze                   no indents, no comments of the author's
    | unshield                  the Jinja is back, and each piece knows its file and line
    | Jinja2                    a compiled template

That is done once. No text of a clipping ever passes through MJML or the inliner: both work on the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, NoReturn

import css_inline
from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from mjml import mjml2html

from digest.errors import RenderError
from digest.render.nesting import nesting_fault
from digest.render.shelf import HINT, Sheet

_JINJA = re.compile(r"<!--\s*(?P<hidden>\{%.*?%\})\s*-->|(?P<open>\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_SHIELD = re.compile(r"<!--jinja_(\d+)_-->|jinja_(\d+)_")
_BREAK = r"[ \t\r]*\n[ \t\r\n]*"

_html = Environment(autoescape=True, undefined=StrictUndefined)
_page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_text = Environment(
    autoescape=False,  # noqa: S701 - plain text has nothing to escape
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


class Place(NamedTuple):
    """Where a piece of Jinja was written."""

    path: str
    line: int


class Form:
    """A compiled template that is filled in and says, when that fails, which line of which file is to blame."""

    def __init__(self, environment: Environment, source: str, places: list[Place]) -> None:
        self._places = places
        try:
            self._template: Template = environment.from_string(source)
        except TemplateSyntaxError as error:
            self._blame(error, error.lineno)

    def fill(self, values: Mapping[str, object]) -> str:
        """The template with ``values``, which it sees under their names.

        Raises:
            RenderError: it asks for a name there is not, or does what cannot be done.
        """
        try:
            return self._template.render(values)
        except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            self._blame(error, _line_in_template(error))

    def _blame(self, error: Exception, line: int) -> NoReturn:
        place = self._places[min(line, len(self._places)) - 1]
        raise _broken(place, str(error)) from error


@lru_cache(maxsize=8)
def letter_form(mjml: Sheet, css: Sheet) -> Form:
    """The HTML part of a letter.

    Raises:
        RenderError: the MJML, the stylesheet or the Jinja in them is broken.
    """
    pieces: list[tuple[str, Place]] = []
    source = _shield(mjml, pieces)
    if fault := nesting_fault(source):
        raise _broken(Place(mjml.path, fault.line), fault.reason)
    rules = _shield(css, pieces)
    inliner = css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=rules
    )
    try:
        html = inliner.inline(mjml2html(source, fonts={}))
    except (ValueError, css_inline.InlineError) as error:
        raise _broken(Place(mjml.path, 1), str(error)) from error
    return Form(_html, *_unshield(_squeeze(html), pieces))


@lru_cache(maxsize=8)
def text_form(sheet: Sheet) -> Form:
    """The plain-text part of a letter.

    Raises:
        RenderError: the Jinja in it is broken.
    """
    return _plain_form(_text, sheet)


@lru_cache(maxsize=8)
def page_form(sheet: Sheet) -> Form:
    """A page of the archive, or its stylesheet.

    Raises:
        RenderError: the Jinja in it is broken.
    """
    return _plain_form(_page, sheet)


def _plain_form(environment: Environment, sheet: Sheet) -> Form:
    source = sheet.read()
    return Form(environment, source, [Place(sheet.path, line + 1) for line in range(source.count("\n") + 1)])


def _shield(sheet: Sheet, pieces: list[tuple[str, Place]]) -> str:
    """The file with each piece of Jinja replaced by its number in ``pieces``; line ends stay where they are."""
    source = sheet.read()

    def hide(match: re.Match[str]) -> str:
        line = source.count("\n", 0, match.start()) + 1
        pieces.append((match["hidden"] or match["open"], Place(sheet.path, line)))
        word = f"jinja_{len(pieces) - 1}_"
        return (f"<!--{word}-->" if match["hidden"] else word) + "\n" * match[0].count("\n")

    return _JINJA.sub(hide, source)


def _unshield(html: str, pieces: list[tuple[str, Place]]) -> tuple[str, list[Place]]:
    """``html`` with its Jinja back, and the place of each of its lines: every piece starts a line of its own.

    The line ends stand in comments of Jinja, so that they are not printed.
    """
    places = [Place(pieces[0][1].path if pieces else "", 1)]

    def show(match: re.Match[str]) -> str:
        piece, place = pieces[int(match[1] or match[2])]
        places.append(place)
        return "{#\n#}" + piece.replace("\n", " ")

    return _SHIELD.sub(show, html), places


def _squeeze(html: str) -> str:
    """``html`` on one line, without the author's comments and without blanks that nobody sees.

    The hair space of a spacer becomes a no-break space: checkers of mail take the one for text of no height.
    """
    html = re.sub(r"<!--(?!\[if|<!\[endif|jinja_\d+_-->|>).*?-->", "", html, flags=re.DOTALL)
    html = re.sub(rf"(?<=>){_BREAK}|{_BREAK}(?=<)", "", html)
    html = re.sub(_BREAK, " ", html)
    html = html.replace("<![endif]--><!--[if mso | IE]>", "").replace("\u200a", "&nbsp;")
    html = re.sub(r"(<style[^>]*>)(.*?)(</style>)", lambda m: m[1] + _squeeze_css(m[2]) + m[3], html)
    return re.sub(r'(?<= style=")[^"]*', lambda m: _squeeze_css(m[0]), html)


def _squeeze_css(css: str) -> str:
    return re.sub(r" ?([{};,]|:(?= )) ?", r"\1", " ".join(css.split())).rstrip(";")


def _line_in_template(error: BaseException) -> int:
    """The line of the template that was at work when ``error`` was raised."""
    line, step = 1, error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _broken(place: Place, reason: str) -> RenderError:
    return RenderError(f'"{place.path}" line {place.line}: {reason}', hint=HINT)
