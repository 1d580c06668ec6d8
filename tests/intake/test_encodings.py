"""Encodings that are not Unicode: guessed right, from a sentence on, and by the list where there is only a word."""

from __future__ import annotations

import pytest

from digest.intake.encodings import ENCODINGS, guess, is_encoding

SENTENCES = {
    "gb18030": [
        "海上生明月，天涯共此时。",
        "灯塔看守人说，第三条规矩最难守。",
        "他记得那年冬天的河水，比铁还要冷。",
        "我们总是高估一年能做的事，而低估十年能做的事。",
        "这个问题没有简单的答案，但是可以从三个方面来看。",
        "书山有路勤为径，学海无涯苦作舟。",
    ],
    "big5": [
        "海上生明月，天涯共此時。",
        "讀書筆記：這段文字值得反覆品味。",
        "他說，每個人每天都只有二十四小時。",
        "台北的冬天總是下雨，巷口的咖啡店卻很溫暖。",
        "這個問題沒有簡單的答案，但是可以從三個方面來看。",
        "機器學習的能力取決於資料的分佈。",
    ],
    "shift_jis": [
        "吾輩は猫である。名前はまだ無い。",
        "国境の長いトンネルを抜けると雪国であった。",
        "メロスは激怒した。",
        "灯台守の規則は三つあり、三つ目が一番難しい。",
        "東京の冬は乾いていて、空が青い。",
        "この問題に簡単な答えはない。",
    ],
    "euc_kr": [
        "등대지기의 규칙은 세 가지이고, 세 번째가 가장 어렵다.",
        "죽는 날까지 하늘을 우러러 한 점 부끄럼이 없기를",
        "이 문제에는 간단한 답이 없다.",
        "서울의 겨울은 춥고 하늘은 파랗다.",
        "나 보기가 역겨워 가실 때에는 말없이 고이 보내 드리오리다",
        "시간은 가장 공평한 자원이다.",
    ],
    "cp1252": [
        "Le café était fermé, et la sœur n’a rien répondu du tout.",
        "“Déjà vu” — naïve café",
        "Die Würde des Menschen ist unantastbar.",
        "It’s the reader’s own words that count.",
        "El niño no sabía qué hacer aquella mañana.",
        "Longtemps, je me suis couché de bonne heure.",
    ],
    "cp1251": [
        "Рукописи не горят.",
        "Правила поведения на маяке просты.",
        "Все счастливые семьи похожи друг на друга.",
        "Мороз и солнце; день чудесный!",
        "На этот вопрос нет простого ответа.",
        "Зима в Москве холодная, а небо синее.",
    ],
}
NOTE = "---\ntitle: {}\nsource: https://example.org/{}\n---\n\n> {}\n\nA few words of ASCII under it.\n"


def texts(sentences: list[str]) -> list[str]:
    """From 20 bytes to some thousand: each sentence alone, in a note, three together, and many times all."""
    return [
        *sentences,
        *(NOTE.format(one[:8], number, one) for number, one in enumerate(sentences)),
        *(" ".join(sentences[start : start + 3]) for start in range(3)),
        "\n".join(sentences * 15),
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("first", ["gb18030", "big5", "euc_kr"])
def test_a_sentence_is_enough_whatever_comes_first(encoding: str, first: str) -> None:
    order = [first, *(one for one in ENCODINGS if one != first)]
    for text in texts(SENTENCES[encoding]):
        raw = text.encode(encoding)
        assert raw.decode(guess(raw, order)) == text


def test_an_encoding_that_the_settings_add_is_guessed_too() -> None:
    for text in texts(SENTENCES["cp1251"]):
        assert guess(text.encode("cp1251"), [*ENCODINGS, "cp1251"]) == "cp1251"
        assert guess(text.encode("cp1251"), ENCODINGS) != "cp1251"


@pytest.mark.parametrize(("word", "encoding"), [("潮汐", "gb18030"), ("潮汐", "big5"), ("노트", "euc_kr")])
def test_of_a_word_or_two_the_first_of_the_list_decides(word: str, encoding: str) -> None:
    assert guess(word.encode(encoding), [encoding, *ENCODINGS]) == encoding


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ascii_around_it_and_length_do_not_matter(encoding: str) -> None:
    raw = b"plain words\n" * 1_000 + "\n".join(SENTENCES[encoding]).encode(encoding) + b"\nplain words" * 100_000
    assert guess(raw, ENCODINGS) == encoding


@pytest.mark.parametrize("name", ["gb18030", "Big5", "Shift-JIS", "windows-1251", "latin-1", "koi8-r", "iso8859-8"])
def test_what_python_can_read_is_an_encoding(name: str) -> None:
    assert is_encoding(name)


@pytest.mark.parametrize(
    "name",
    [
        *("utf-8", "utf-16", "utf-7", "ascii", "hz", "iso2022_jp", "cp037", "idna", "punycode"),
        *("rot13", "zlib", "unicode_escape", "undefined", "nonsense", "", "a\0b"),
    ],
)
def test_what_no_file_of_these_can_be_in_is_none(name: str) -> None:
    assert not is_encoding(name)
