"""Links that seem to lead elsewhere than they do are marked with where they lead, and others are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.hosts import host_of, true_host
from digest.render.sanitise import markdown

KNOWN = """
paypal.com apple.com google.com amazon.com microsoft.com facebook.com github.com wikipedia.org icloud.com chase.com
instagram.com netflix.com dropbox.com ebay.co.uk baidu.com taobao.com alipay.com icbc.com.cn qq.com telegram.org
coinbase.com linkedin.com nytimes.com example.org
"""

SCRIPTS = {
    "Cyrillic": dict(
        zip("aceopxyijshk", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u043a", strict=True)
    ),
    "Greek": dict(zip("aoivupnktx", "\u03b1\u03bf\u03b9\u03bd\u03c5\u03c1\u03b7\u03ba\u03c4\u03c7", strict=True)),
    "full width": {chr(code): chr(code + 0xFEE0) for code in range(ord("a"), ord("z") + 1)},
}


def look_alikes(host: str, letters: dict[str, str]) -> Iterator[str]:
    """``host`` with one of its letters in another script, for each letter; and with all that there are."""
    name, dot, ending = host.partition(".")
    for place, letter in enumerate(name):
        if letter in letters:
            yield name[:place] + letters[letter] + name[place + 1 :] + dot + ending
    yield "".join(letters.get(letter, letter) for letter in name) + dot + ending
    yield name + dot + "".join(letters.get(letter, letter) for letter in ending)


PAIRS = {
    (script, host, other)
    for script, letters in SCRIPTS.items()
    for host in KNOWN.split()
    for other in look_alikes(host, letters)
    if other != host
}


def marked(source: str) -> list[str]:
    """The hosts that a letter shows beside the links of a Markdown text."""
    return re.findall(r"</bdi></a> <bdi>\(→ ([^<]+)\)</bdi>", markdown(source, picture="picture").html)


def test_there_are_enough_look_alikes() -> None:
    assert all(sum(script == one for one, _, _ in PAIRS) > 60 for script in SCRIPTS)
    assert len(PAIRS) > 200


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_look_alike_of_a_known_host_passes_unmarked(script: str) -> None:
    for one, host, other in PAIRS:
        if one != script:
            continue
        for label in (host, other, "here", f"https://{host}/login", f"www.{other}"):
            shown = true_host(label, f"https://{other}/login")
            assert shown == host_of(f"https://{other}/login"), (label, other)
            assert shown.isascii()
            assert len(marked(f"[{label}](https://{other}/login)")) == 1, (label, other)
        assert true_host(other, "https://evil.example/") == "evil.example"


@pytest.mark.parametrize("script", ["Cyrillic", "Greek"])
def test_a_look_alike_as_the_text_of_a_link_is_another_host(script: str) -> None:
    for one, host, other in PAIRS:
        if one == script:
            assert true_host(other, f"https://{host}/") == host


@pytest.mark.parametrize(
    "label",
    [
        "paypal.com",
        "PayPal.com",
        "www.paypal.com",
        "https://paypal.com/login",
        "http:paypal.com",
        "paypal.com/login?a=b",
        "paypal.com:443",
        "log in at https://paypal.com now",
        "log in at www.paypal.com now",
        "→ paypal.com »",
        "(paypal.com)",
        "**paypal**.com",
        "`paypal.com`",
        "me@paypal.com",
        "https://paypal.com@evil.example/",
        "paypal.com\u2044login",
        "paypal\u3002com",
        "paypal\u2024com",
        "pay\u200bpal.com",
        "paypal\u200a.com",
        "paypa\u0335l.com",
        "pay\u2010pal.com",
        "\u202emoc.lapyap",
        "xn--pypal-4ve.com",
        "192.0.2.7",
        "工商银行.中国",
        "paypal.example.evil.com",
    ],
)
def test_a_text_that_looks_like_another_host_is_marked(label: str) -> None:
    assert marked(f"[{label}](https://evil.example/x)") == ["evil.example"]


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("![paypal.com](https://evil.example/i.png)", "evil.example"),
        ("[![paypal.com](https://x.example/i.png)](https://evil.example/)", "evil.example"),
        ("[paypal.com](mailto:me@evil.example)", "evil.example"),
        ("[me@paypal.com](mailto:a@paypal.com,b@evil.example)", "paypal.com, evil.example"),
        ("[paypal.com](https://paypal.com.evil.example/)", "paypal.com.evil.example"),
        ("\u202e[moc.lapyap](https://evil.example/)", "evil.example"),
        ("&#x202e;[moc.lapyap](https://evil.example/)", "evil.example"),
        ("<https://xn--80ak6aa92e.com/>", "xn--80ak6aa92e.com"),
        ("[here](https://%65xample.org/)", "example.org"),
        ("[here](https://%00%0Aevil.example/)", "evil.example"),
        ("[here](https://münchen.example/)", "xn--mnchen-3ya.example"),
        ("[here](https://例子abc.example/)", "xn--abc-uc0e315c.example"),
        ("[here](https://привет.рф/)", "xn--b1agh1afp.xn--p1ai"),
        ("[here](https://xn--a.example/)", "xn--a.example"),
        (f"[paypal.com](https://{'a' * 60}.evil.example/)", f"…{'a' * 46}.evil.example"),
    ],
)
def test_where_a_link_leads_is_shown(source: str, host: str) -> None:
    assert marked(source) == [host]


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ("the tide tables", "https://example.org/tides"),
        ("example.org", "https://example.org/tides"),
        ("example.org", "https://www.example.org/"),
        ("www.example.org/tides", "http://example.org/tides"),
        ("EXAMPLE.org.", "https://example.org/"),
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("see https://example.org/a.", "https://example.org/a"),
        ("https://example.org", "https://en.example.org/"),
        ("en.example.org", "https://example.org/en"),
        ("看https://example.org吧", "https://example.org"),
        ("https://a.example.org/save?https://example.net/x", "https://a.example.org/save?https://example.net/x"),
        ("https://localhost:8080/x", "https://localhost:8080/x"),
        ("192.0.2.7", "http://192.0.2.7/"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("me@example.org", "mailto:me@example.org?subject=paypal.com"),
        ("write to me", "mailto:me@example.org,you@example.net"),
        ("ｅｘａｍｐｌｅ．ｏｒｇ", "https://example.org/"),
        ("例子.中国", "https://例子.中国/路径"),
        ("例子.中国", "https://xn--fsqu00a.xn--fiqs8s/"),
        ("here", "https://例子.example/"),
        ("here", "https://例子。中国/"),
        ("here", "https://30打印.中国/"),
        ("here", "https://ひらがな.カタカナー.example/"),
        ("here", "https://お名前.example/"),
        ("here", "https://한국.example/"),
        ("Booking.com cuts four thousand jobs", "https://news.example.org/1"),
        ("「淘宝.com」的由来", "https://news.example.org/1"),
        ("Node.js", "https://news.example.org/1"),
        ("Node.js入门", "https://news.example.org/1"),
        ("README.md", "https://news.example.org/1"),
        ("main.py", "https://news.example.org/1"),
        ("os.path", "https://news.example.org/1"),
        ("str.splitlines()", "https://news.example.org/1"),
        ("v3.14.1", "https://news.example.org/1"),
        ("e.g.", "https://news.example.org/1"),
        ("U.S.", "https://news.example.org/1"),
        ("Ph.D.", "https://news.example.org/1"),
        ("3.14", "https://news.example.org/1"),
        ("见这里。谢谢", "https://news.example.org/1"),
        ("第一章.第二节", "https://news.example.org/1"),
        ("他说:好", "https://news.example.org/1"),
        ("http", "https://news.example.org/1"),
        ("https://…", "https://news.example.org/1"),
        ("…", "https://news.example.org/1"),
        ("😀.😀", "https://news.example.org/1"),
        ("", "https://news.example.org/1"),
    ],
)
def test_nothing_is_added_to_an_ordinary_link(label: str, url: str) -> None:
    assert true_host(label, url) == ""
    assert "→" not in markdown(f"[{label}]({url})", picture="picture").html


def test_the_text_of_a_marked_link_is_kept_to_itself() -> None:
    link = 'target="_blank" style="color:inherit" rel="noopener noreferrer"'
    passage = markdown("a [paypal.com](https://evil.example/x).", picture="picture")
    assert passage.html == (
        f'a <a href="https://evil.example/x" {link}><bdi>paypal.com</bdi></a> <bdi>(→ evil.example)</bdi>.'
    )
    assert passage.text == "a paypal.com <https://evil.example/x>."


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Example.ORG:8080/x", "www.example.org"),
        ("https://例子.中国/", "xn--fsqu00a.xn--fiqs8s"),
        ("https://straße.example/", "xn--strae-oqa.example"),
        ("https://ｅｘａｍｐｌｅ．ｏｒｇ/", "example.org"),
        ("https://exam\u00adple.org/", "example.org"),
        ("weread://", ""),
        ("https://[/", ""),
        ("no address", ""),
    ],
)
def test_the_host_of_an_address_is_that_which_browsers_ask_for(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.text(), st.text(), st.booleans())
def test_whatever_a_link_says_its_host_is_told_in_ascii_or_not_at_all(text: str, place: str, turned: bool) -> None:
    assert true_host(text, f"https://{place}/", turned=turned).lstrip("…").isascii()


@pytest.mark.parametrize(
    "part", ["a.", "http:", "www.", "@", "!", ".", "-", "https:///", "\u0301", "a@", "。", "\u202e"]
)
def test_a_long_text_is_looked_at_once(part: str) -> None:
    assert true_host(part * 20_000, "https://example.org/") in ("", "example.org")
