"""The links below a highlight that say what is thought of it: mails to be written, each with a sealed subject."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from digest.core.seal import sealed
from digest.model import answer
from digest.model.answer import ASKED
from digest.model.clipping import Kind
from digest.model.edition import Edition
from digest.model.letter import AnswersTo
from digest.model.library import Highlight
from digest.render.view import Link
from digest.render.words import Words

_IN_ADDRESS = "!$'*+,-./:;=@_~"
"""What stands in an address of a mailto link as it is (RFC 6068); an ampersand would begin another header."""


@dataclass(frozen=True, slots=True)
class AnswerLinks:
    """Makes the links of one edition; none where answers are not wanted."""

    words: Words
    edition: Edition
    to: AnswersTo | None

    def below(self, highlight: Highlight) -> tuple[Link, ...]:
        """The links of ``highlight``; a point of a summary has none, as a summary is picked whole."""
        if self.to is None or highlight.work.kind is Kind.SUMMARY:
            return ()
        of_edition = self.edition.digest, self.edition.number, highlight.id
        address = quote(self.to.address, safe=_IN_ADDRESS)
        return tuple(
            Link(
                self.words.say("answers", word),
                f"mailto:{address}?subject={sealed(answer.Link(*of_edition, word), self.to.key)}",
            )
            for word in ASKED
        )
