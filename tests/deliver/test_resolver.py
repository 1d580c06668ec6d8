"""Asking a real name server on this machine, which answers, fails, or says nothing."""

from __future__ import annotations

import sys

import pytest

from digest.deliver.resolver import Resolver
from digest.errors import Unavailable
from digest.model.dns import Answer, Failure, Question
from tests.nameserver import Nameserver

TEXT: Question = ("TXT", "example.net")


def test_records_come_as_they_stand_in_a_zone() -> None:
    zone: dict[Question, str | list[str]] = {
        ("MX", "example.net"): ["10 mx.example.net.", "20 mx2.example.net."],
        ("MX", "nomail.example.net"): ["0 ."],
        ("A", "mx.example.net"): ["192.0.2.1"],
        ("AAAA", "mx.example.net"): ["2001:db8::1"],
        ("PTR", "1.2.0.192.in-addr.arpa"): ["mx.example.net."],
        TEXT: [f'"{"a" * 250}" "{"b" * 250}"', '"v=spf1 -all"'],
    }
    records: dict[Question, set[str]] = {
        ("MX", "example.net"): {"10 mx.example.net", "20 mx2.example.net"},
        ("MX", "nomail.example.net"): {"0 ."},
        ("A", "mx.example.net"): {"192.0.2.1"},
        ("AAAA", "mx.example.net"): {"2001:db8::1"},
        ("PTR", "1.2.0.192.in-addr.arpa"): {"mx.example.net"},
        TEXT: {"a" * 250 + "b" * 250, "v=spf1 -all"},
    }
    with Nameserver(zone) as server:
        resolver = Resolver("127.0.0.1", server.port)
        assert {question: set(resolver.ask(question).records) for question in zone} == records


def test_a_name_without_such_records_is_told_from_one_that_is_not_there() -> None:
    with Nameserver({("A", "example.net"): ["192.0.2.1"]}) as server:
        resolver = Resolver("127.0.0.1", server.port)
        assert resolver.ask(TEXT) == Answer()
        assert resolver.ask(("TXT", "example.org")) == Answer(there=False)


@pytest.mark.parametrize("name", ["a" * 64 + ".example.net", "two..example.net", "\udcff.example.net"])
def test_what_can_be_no_name_is_not_there_and_nobody_is_asked(name: str) -> None:
    with Nameserver({}) as server:
        assert Resolver("127.0.0.1", server.port).ask(("TXT", name)) == Answer(there=False)
    assert server.asked == []


@pytest.mark.parametrize(("told", "failure"), [("SERVFAIL", Failure.FAILING), ("REFUSED", Failure.REFUSED)])
def test_a_server_that_fails_is_told_from_an_empty_answer(told: str, failure: Failure) -> None:
    with Nameserver({TEXT: told}) as server:
        assert Resolver("127.0.0.1", server.port).ask(TEXT) == Answer(failure=failure)


@pytest.mark.parametrize("told", ["silent", "nonsense"])
def test_nobody_waits_for_a_server_that_does_not_answer(told: str) -> None:
    with Nameserver({TEXT: told}) as server:
        assert Resolver("127.0.0.1", server.port, patience=0.3).ask(TEXT) == Answer(failure=Failure.SILENT)


def test_a_server_that_cannot_be_reached_is_told() -> None:
    assert Resolver("127.0.0.1", 0).ask(TEXT) == Answer(failure=Failure.UNREACHABLE)


def test_when_the_time_for_all_is_over_nobody_is_asked_any_more() -> None:
    with Nameserver({TEXT: "silent", ("A", "example.net"): ["192.0.2.1"]}) as server:
        resolver = Resolver("127.0.0.1", server.port, patience=0.3, in_all=0.2)
        assert resolver.ask(TEXT) == Answer(failure=Failure.SILENT)
        assert resolver.ask(("A", "example.net")) == Answer(failure=Failure.SILENT)
    assert ("A", "example.net") not in server.asked


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dns.resolver", None)
    with pytest.raises(Unavailable, match=r"pip install 'digest\[doctor\]'"):
        Resolver("127.0.0.1").ask(TEXT)
