"""What a simulated reader marks: prose about a subject, in English or Chinese shape, copies of it, and junk.

Words are made up. The little ones are real, and all are as unevenly common as those of languages are, so that what
looks for copies, for rubbish and for a common subject has as hard a time as with books.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import accumulate

SUBJECTS = 48
_CHINESE = 14  # of them

_LITTLE = re.findall(
    r"\w+",
    "the of and to in a is that it was for as with his be on at by had not are but from or have an they which one "
    "you were all her she there would their we him been has when who will no more if out so said what up its about "
    "than into them can only other time new some could these two may first then do any like my now over such our "
    "man me even most made after also did many before must through years where much your way well down should "
    "because each just those people how too little state good very make world still own see men work long here",
)
_LITTLE_HAN = [
    *"的一是了在不有人我他这中大来上为个国和也子时道说出会可以要得里后自之生到作用而其所于就都对与但把被从很没"
]
_ONSETS = re.findall(
    r"\w+", "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr r s sc sh sl sp st str t tr v w"
)
_VOWELS = re.findall(r"\w+", "a e i o u ai ea ee io oa ou")
_CODAS = ["", *re.findall(r"\w+", "n r s t l m nd st ck ng rt nt ld ve se")]

_FURNITURE = (
    "Subscribe to our newsletter",
    "Sign up for our free newsletter and never miss a story.",
    "Share this article on Facebook",
    "Share on Twitter",
    "We use cookies to improve your experience. Accept all cookies",
    "This site uses cookies. By continuing you agree to our privacy policy.",
    "Read more: {title}",
    "You may also like",
    "Related articles",
    "Advertisement",
    "Click here to continue reading",
    "Continue reading the main story",
    "Log in or create an account to read this article",
    "All rights reserved.",
    "© {year} {title}. All rights reserved.",
    "Photo credit: {title} / Getty Images",
    "{number} comments",
    "Download our app",
    "Table of contents",
    "Figure {number}. {title}",
    "扫码关注公众号",
    "点击阅读原文",
    "长按识别二维码,关注我们",
    "版权所有,转载请注明出处",
    "责任编辑:{title}",
    "图 {number}",
)
_FRAGMENTS = (
    "{number}",
    "p. {number}",
    "{number} / 312",
    "* * *",
    "the",
    "of the",
    "{word}",
    "{word},",
    "and {word}",
    "https://example.org/{word}/{number}",
    "www.example.org/{word}",
    "[{number}]",
    "ibid.",
    "第{number}页",
    "的",
)
_PAGE_OF_WORDS = 1400


class Prose:
    """A language of its own for each of ``SUBJECTS`` subjects; the same for the same ``chance``."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._little = _uneven(_LITTLE)
        self._little_han = _uneven(_LITTLE_HAN)
        self._general = _uneven([_word(chance) for _ in range(4000)])
        han = [chr(0x4E00 + 9 * number) for number in range(2000)]
        self._general_han = _uneven(["".join(chance.choices(han, k=2)) for _ in range(3000)])
        self._of_subject = [
            _uneven(
                ["".join(chance.choices(han, k=chance.choice((2, 2, 3)))) for _ in range(90)]
                if subject < _CHINESE
                else [_word(chance) for _ in range(110)]
            )
            for subject in range(SUBJECTS)
        ]

    def title(self, subject: int) -> str:
        """A title on ``subject``."""
        words = self._terms(subject, 2) + self._drawn(self._general_of(subject), 1)
        return "".join(words) if subject < _CHINESE else " ".join(words).title()

    def passage(self, subject: int) -> str:
        """What a reader may mark of a work on ``subject``: half a sentence to a few of them."""
        sentences = self._chance.choices((1, 2, 3, 4), (6, 5, 3, 1))[0]
        return self._text(subject, sentences)

    def junk(self, subject: int) -> str:
        """What is marked by mistake, or by a program: fragments, page furniture, a whole page."""
        kind = self._chance.random()
        if kind < 0.15:
            text = ""
            while len(text.split()) + len(text) / 12 < _PAGE_OF_WORDS:
                text += self._text(subject, 4) + "\n\n"
            return text.strip()
        pattern = self._chance.choice(_FURNITURE if kind < 0.6 else _FRAGMENTS)
        return pattern.format(
            title=self.title(subject),
            word=self._drawn(self._general, 1)[0],
            number=self._chance.randint(2, 400),
            year=self._chance.randint(2009, 2025),
        )

    def copy(self, text: str) -> str:
        """``text`` as another program has it, or another edition: nearly the same."""
        changes = self._chance.sample(_CHANGES, self._chance.choice((1, 1, 2)))
        copied = text
        for change in changes:
            copied = change(copied, self._chance)
        return copied if copied != text else f"“{text}”"

    def _text(self, subject: int, sentences: int) -> str:
        return ("" if subject < _CHINESE else " ").join(self._sentence(subject) for _ in range(sentences))

    def _sentence(self, subject: int) -> str:
        length = min(44, max(5, int(self._chance.lognormvariate(2.75, 0.5))))
        of_subject = self._drawn(self._of_subject[subject], length)
        general = self._drawn(self._general_of(subject), length)
        little = self._drawn(self._little_han if subject < _CHINESE else self._little, length)
        words = [
            (of_subject if kind < 0.24 else general if kind < 0.52 else little)[at]
            for at, kind in enumerate(self._chance.random() for _ in range(length))
        ]
        comma = self._chance.randrange(2, length - 1) if length > 9 else 0
        if subject < _CHINESE:
            words[comma] += "," if comma else ""
            return "".join(words) + "。"
        words[comma] += "," if comma else ""
        text = " ".join(words)
        return text[0].upper() + text[1:] + "."

    def _general_of(self, subject: int) -> _Uneven:
        return self._general_han if subject < _CHINESE else self._general

    def _terms(self, subject: int, count: int) -> list[str]:
        return self._drawn(self._of_subject[subject], count)

    def _drawn(self, words: _Uneven, count: int) -> list[str]:
        return self._chance.choices(words[0], cum_weights=words[1], k=count)


_Uneven = tuple[list[str], list[float]]


def _uneven(words: list[str]) -> _Uneven:
    """Words and how often each comes, by Zipf's law, added up."""
    return words, list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def _word(chance: random.Random) -> str:
    syllables = [chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.choice((1, 2, 2, 3)))]
    return "".join([*syllables, chance.choice(_CODAS)])


def _other_signs(text: str, _: random.Random) -> str:
    return text.replace(",", ";").replace(".", " …").replace("。", "!").replace(",", "、")


def _other_case(text: str, chance: random.Random) -> str:
    return text.upper() if chance.random() < 0.2 else text.lower()


def _other_letter(text: str, chance: random.Random) -> str:
    """One wrong in a word, mended or made; never in one that would turn the sense."""
    long = [word for word in text.split(" ") if word.isalpha() and len(word) > 4 and word.isascii()]
    if long:
        word = chance.choice(long)
        at = chance.randrange(1, len(word))
        return text.replace(word, word[:at] + word[at + 1 :], 1)
    places = [at for at, sign in enumerate(text) if sign not in _LITTLE_HAN]
    at = chance.choice(places) if places else 0
    return text[:at] + chance.choice("的地得") + text[at + 1 :]


def _cut(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    parts, space = (words, " ") if len(words) > 5 else (list(text), "")
    kept = max(4, int(len(parts) * chance.uniform(0.72, 0.95)))
    return space.join(parts[:kept] if chance.random() < 0.6 else parts[-kept:])


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (_other_signs, _other_case, _other_letter, _cut)
