"""The host that a link leads to, and whether a reader would take it for another.

Two things are looked at. A text that looks like an address must be of the host that its link leads to, or of one
above or below it. And the host must be written so that it can pass for no other: each of its labels is ASCII, or in
one East Asian writing alone, whose words pass for no Latin ones. That is the level "Single Script" of UTS #39
(5.2), where Han with kana, with hangul or with bopomofo is one writing, and for these writings only: a word of
Cyrillic or Greek letters alone (``аррӏе``) is of a single script too, and an accent is easily overlooked.

Characters are told by their ranges, and are compared as browsers compare them (UTS #46): full-width letters are
narrow ones, capitals small, and what cannot be seen is not there. No table of look-alikes is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from digest.core.text import one_line

_LONGEST = 60
"""Characters of a host as it is shown; of a longer one its end, which says whose it is."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u2004-\u200f\u202a-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U000e0000-\U000e0fff]"
)
_DOTS = re.compile("[.\u3002\uff0e\uff61]")

_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_KANA, _HANGUL, _BOPOMOFO = "\u3041-\u3096\u30a1-\u30fa\u30fc", "\uac00-\ud7a3", "\u3105-\u312f"
_ONE_WRITING = re.compile("|".join(f"[0-9{_HAN}{one}-]+" for one in (_KANA, _HANGUL, _BOPOMOFO)))
_EAST_ASIAN = f"[{_HAN}{_KANA}{_HANGUL}{_BOPOMOFO}]"

_IN_HOSTS = r"[\w.\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u2010-\u2015\u20d0-\u20ff\u2212\ufe20-\ufe2f-]+"
_BEFORE_HAN = rf"(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?={_EAST_ASIAN})"
_SPELT_OUT = re.compile(rf"(?:https?:[/\\]*|\bwww\.)({_BEFORE_HAN}|{_IN_HOSTS})")
_ALONE = re.compile(rf"(?:[\w.+-]+@)?({_IN_HOSTS})")
_WORD = re.compile(r"\w")
_AFTER_HOST = ":/?#\\\u2044\u2215\u29f8"

_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_ENDINGS = """
com net org edu gov mil int info biz mobi app dev xyz online site shop store blog cloud tech top club vip icu bank
email asia example 中国 中國 公司 网络 網絡 网址 香港 台湾 台灣 政务 公益 商城 在线
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd
cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge
gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx
my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw qa re ro ru rw sa sb sc sd se
sg si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va
vc ve vg vi vn vu wf ws ye yt za zm zw
"""
"""What a text that is no more than a name ends in when it is a host: the common endings and those of countries.

Missing are ``md``, ``py``, ``rs`` and ``sh``, in which the names of files end.
"""
_KNOWN_ENDINGS = frozenset(_ENDINGS.split())


def host_of(url: str) -> str:
    """The host that ``url`` leads to, in ASCII (A-labels, RFC 5890); of a mail, those of its recipients."""
    return ", ".join(dict.fromkeys(map(_in_ascii, _hosts(url))))


@lru_cache(maxsize=256)
def true_host(text: str, url: str, *, turned: bool = False) -> str:
    """The host to be shown beside ``text``, which is linked to ``url``; empty when nothing about the link deceives.

    ``turned`` says that something around the text may make it run backwards.
    """
    hosts = [host for host in _hosts(url) if host]
    stated = [_in_ascii(one) for way in (text, text[::-1] if turned else "") for one in _stated(way)]
    if all(map(_is_plain, hosts)) and all(_is_one(one, _in_ascii(host)) for one in stated for host in hosts):
        return ""
    shown = host_of(url)
    return shown if len(shown) <= _LONGEST else f"…{shown[1 - _LONGEST :]}"


def _hosts(url: str) -> list[str]:
    """The hosts in ``url`` as they are written there."""
    try:
        place = urlsplit(url)
        host = place.hostname or ""
    except ValueError:
        return []
    mailed_to = place.path.split(",") if place.scheme == "mailto" else []
    return [unquote(one).rpartition("@")[2] for one in mailed_to] or [host]


def _in_ascii(host: str) -> str:
    labels = _DOTS.split(_plain(one_line(unquote(host))))
    return ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode('ascii')}" for one in labels)


def _plain(text: str) -> str:
    """``text`` as browsers read a host."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower()


def _is_plain(host: str) -> bool:
    """Whether ``host``, as it is written, can pass for no other."""
    if host.isascii() and "xn--" not in host.lower() and "%" not in host:
        return True
    return all(map(_is_plain_label, _DOTS.split(host)))


def _is_plain_label(label: str) -> bool:
    if label.lower().startswith("xn--"):
        try:
            label = label[len("xn--") :].encode("ascii").decode("punycode")
        except UnicodeError:
            return False
    elif label.isascii():
        return "%" not in label
    return not label.isascii() and _ONE_WRITING.fullmatch(label) is not None


def _stated(text: str) -> Iterator[str]:
    """The hosts that ``text`` looks to be an address of.

    An address with ``https://`` or ``www.`` counts wherever it stands, but in another; a bare one counts when it is
    all of the text: the name of a site in a sentence is none.
    """
    seen = _DOTS.sub(".", _plain(text))
    if "." not in seen and ":" not in seen:
        return
    words = [word[start.start() :] for word in seen.split() if (start := _WORD.search(word))]
    yield from (host for word in words if (found := _SPELT_OUT.search(word)) and (host := found[1].strip(".-")))
    if len(words) == 1 and (found := _ALONE.match(words[0])):
        host, after = found[1].strip(".-"), words[0][found.end() :]
        if _is_whole(host) and (after[:1] in _AFTER_HOST or not _WORD.search(after)):
            yield host


def _is_whole(name: str) -> bool:
    """Whether ``name`` is a host with all its labels, by its ending; else it is any word with a dot in it."""
    above, _, ending = name.rpartition(".")
    if not above:
        return False
    strange = any(char.isalpha() and not char.isascii() and not re.match(_EAST_ASIAN, char) for char in ending)
    return ending in _KNOWN_ENDINGS or ending.startswith("xn--") or strange or _IP.fullmatch(name) is not None


def _is_one(stated: str, host: str) -> bool:
    """Whether two hosts are the same, or one is above the other."""
    one, other = stated.removeprefix("www."), host.removeprefix("www.").rstrip(".")
    return one == other or other.endswith(f".{one}") or (one.endswith(f".{other}") and "." in other)
