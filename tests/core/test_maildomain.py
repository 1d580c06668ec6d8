"""What is said of a domain that letters come from, by the records that it has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.core.maildomain import questions, remarks
from digest.model.dns import Answer, Failure, Kind, Question
from digest.model.maildomain import Remark, Sender, Signature

Zone = dict[Question, tuple[str, ...] | Failure]

KEY = Signature("example.net", "digest._domainkey.example.net", "v=DKIM1; k=rsa; p=MIIBIjANBg")
SENDER = Sender("example.net", "mail.example.net", 2, KEY)
LETTERS = replace(SENDER, domain="letters.example.net")
GOOD: Zone = {
    ("MX", "example.net"): ("20 mx2.example.net", "10 mx.example.net"),
    ("TXT", "example.net"): ("some-verification=1", "v=spf1 mx include:spf.example.org -all"),
    ("TXT", "spf.example.org"): ("v=spf1 ip4:192.0.2.0/24 a ~all",),
    ("TXT", "_dmarc.example.net"): ("v=DMARC1; p=reject; rua=mailto:d@example.net",),
    ("TXT", KEY.name): (KEY.record,),
    ("A", "mail.example.net"): ("11.22.33.44", "10.0.0.1"),
    ("PTR", "44.33.22.11.in-addr.arpa"): ("mail.example.net",),
}
MX, SPF, _INCLUDED, DMARC, DKIM, _HOST, _POINTER = GOOD


def judged(sender: Sender, zone: Zone) -> list[Remark]:
    """All remarks, with every question answered by ``zone``."""
    names = {name for _, name in zone}
    known: dict[Question, Answer] = {}
    while wanted := questions(sender, known):
        for question in wanted:
            told = zone.get(question, ())
            there = question[1] in names
            known[question] = Answer(failure=told) if isinstance(told, Failure) else Answer(told, there)
    return list(remarks(sender, known))


def of(subject: str, sender: Sender, zone: Zone) -> Remark:
    [remark] = [remark for remark in judged(sender, zone) if remark.subject == subject]
    return remark


def test_a_domain_in_order_is_told_calmly() -> None:
    told = judged(SENDER, GOOD)
    assert [(remark.subject, remark.state) for remark in told] == [
        ("MX", "well"),
        ("SPF", "well"),
        ("DKIM", "well"),
        ("DMARC", "well"),
    ]
    assert "goes to mx.example.net, mx2.example.net" in told[0].message
    assert "3 of 10 lookups" in told[1].message


@pytest.mark.parametrize(
    ("subject", "changed", "state", "words"),
    [
        ("MX", {MX: ()}, "wrong", "reach nobody"),
        ("MX", {MX: (), ("A", "example.net"): ("11.22.33.44",)}, "advice", "goes to 11.22.33.44, if that listens"),
        ("MX", {MX: (), ("AAAA", "example.net"): ("2001:db8::1",)}, "advice", "goes to 2001:db8::1"),
        ("MX", {MX: (), ("A", "example.net"): Failure.FAILING}, "unknown", "SERVFAIL"),
        ("MX", {MX: ("0 .",)}, "wrong", "takes no mail"),
        ("SPF", {SPF: ()}, "wrong", "publish it"),
        ("SPF", {SPF: ("v=spf10 -all",)}, "wrong", "does not say who may send"),
        ("SPF", {SPF: ("v=spf1 a -all", "V=SPF1 mx -all")}, "wrong", "2 SPF records"),
        ("SPF", {SPF: ("v=spf1 mx +all",)}, "wrong", "anybody may send"),
        ("SPF", {SPF: ("v=spf1 mx all",)}, "wrong", "anybody may send"),
        ("SPF", {SPF: ("v=spf1 -all",)}, "wrong", "nobody may send"),
        ("SPF", {SPF: ("v=spf1 mx ?all",)}, "advice", "says nothing of servers"),
        ("SPF", {SPF: ("v=spf1 mx",)}, "advice", "end it with ~all"),
        ("SPF", {SPF: ("v=spf1",)}, "advice", "end it with ~all"),
        ("SPF", {SPF: ("v=spf1 ipv4:192.0.2.1 -all",)}, "wrong", "'ipv4:192.0.2.1' is nothing that SPF knows"),
        ("SPF", {SPF: ("v=spf1 include: a -all",)}, "wrong", "'include:' is nothing that SPF knows"),
        ("SPF", {SPF: ("v=spf1 redirect=spf.example.org",)}, "well", "2 of 10"),
        ("SPF", {SPF: ("v=spf1 redirect=x.example.org",)}, "wrong", "x.example.org, which has no SPF record"),
        ("SPF", {SPF: ("v=spf1 include:x.example.org -all",)}, "wrong", "x.example.org, which has no SPF record"),
        ("SPF", {SPF: ("v=spf1 include:%{i}.example.org -all",)}, "well", "1 of 10"),
        ("SPF", {SPF: ("v=spf1 mx redirect=x.example.org -all include:y.example.org",)}, "well", "1 of 10"),
        ("SPF", {SPF: (f"v=spf1 {'a ' * 10}exp=x.example.org -all",)}, "well", "10 of 10"),
        ("SPF", {SPF: (f"v=spf1 {'a:a.example.org ' * 11}-all",)}, "wrong", "more than 10 times"),
        ("SPF", {SPF: ("v=spf1 include:example.net -all",)}, "wrong", "more than 10 times"),
        ("SPF", {SPF: ("v=spf1 redirect=example.net",)}, "wrong", "more than 10 times"),
        ("SPF", {("TXT", "spf.example.org"): Failure.SILENT}, "well", "2 of 10"),
        ("SPF", {SPF: Failure.SILENT}, "unknown", "try again"),
        ("DKIM", {DKIM: ()}, "wrong", "has no TXT records"),
        ("DKIM", {DKIM: ()}, "wrong", f"publish this as its only TXT record: {KEY.record}"),
        ("DKIM", {DKIM: (KEY.record, "v=DKIM1; p=MIIBother")}, "wrong", "has 2 TXT records"),
        ("DKIM", {DKIM: ("v=DKIM1; k=rsa; p=MIIBother",)}, "wrong", "another key than [dkim] key_file"),
        ("DKIM", {DKIM: ("v=DKIM1; k=ed25519; p=MIIBIjANBg",)}, "wrong", "another key than [dkim] key_file"),
        ("DKIM", {DKIM: ("p = MIIB IjAN\tBg ;",)}, "well", "has the key that letters are signed with"),
        ("DKIM", {DKIM: ("v=DKIM1; p=",)}, "wrong", "was withdrawn"),
        ("DKIM", {DKIM: ("v=spf1 -all",)}, "wrong", "is no key"),
        ("DKIM", {DKIM: (f"{KEY.record}; h=sha1",)}, "wrong", "sha256"),
        ("DKIM", {DKIM: (f"{KEY.record}; h=sha1:sha256; s=email; t=s",)}, "well", "for example.net"),
        ("DKIM", {DKIM: (f"{KEY.record}; s=tlsrpt",)}, "wrong", "not for mail"),
        ("DKIM", {DKIM: (f"{KEY.record}; t=y",)}, "advice", "on trial"),
        ("DKIM", {DKIM: Failure.REFUSED}, "unknown", "does not want to be asked"),
        ("DMARC", {DMARC: ()}, "advice", "_dmarc.example.net: v=DMARC1; p=none"),
        ("DMARC", {DMARC: ("v=DMARC1; p=none",)}, "well", "as they like"),
        ("DMARC", {DMARC: ("v=DMARC1 ; p=Quarantine",)}, "well", "put aside"),
        ("DMARC", {DMARC: ("v=DMARC1; p=none", "v=DMARC1; p=reject")}, "wrong", "2 DMARC records"),
        ("DMARC", {DMARC: ("v=DMARC1; p=maybe",)}, "wrong", "p=none, p=quarantine or p=reject"),
        ("DMARC", {DMARC: ("v=DMARC1",)}, "wrong", "p=none, p=quarantine or p=reject"),
        ("DMARC", {DMARC: Failure.FAILING}, "unknown", "try again later"),
        ("PTR", {("PTR", "44.33.22.11.in-addr.arpa"): ()}, "advice", "11.22.33.44, which is mail.example.net"),
    ],
)
def test_a_record_says_what_it_means_for_letters(subject: str, changed: Zone, state: str, words: str) -> None:
    remark = of(subject, SENDER, GOOD | changed)
    assert remark.state == state
    assert words in str(remark)
    assert state == "well" or remark.hint
    others = [one for one in judged(SENDER, GOOD | changed) if one.subject != subject]
    assert others == [one for one in judged(SENDER, GOOD) if one.subject != subject]


def test_a_domain_that_is_not_there_is_told_and_nothing_else() -> None:
    [remark] = judged(replace(SENDER, domain="example.nett"), GOOD)
    assert (remark.state, remark.hint) == ("wrong", "correct [smtp] from")


@pytest.mark.parametrize("failure", list(Failure))
def test_when_nothing_is_known_it_says_so_once_and_what_to_do(failure: Failure) -> None:
    [remark] = judged(SENDER, {MX: failure})
    assert remark.state == "unknown"
    assert failure in remark.message
    assert remark.hint


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        ("v=DMARC1; p=reject", "well", "refuse"),
        ("v=DMARC1; p=reject; sp=none", "well", "as they like"),
        ("v=DMARC1; p=reject; adkim=r", "well", "refuse"),
        ("v=DMARC1; p=reject; adkim=s", "wrong", "letters have one for example.net"),
    ],
)
def test_the_domain_above_speaks_for_one_without_a_policy(record: str, state: str, words: str) -> None:
    zone = GOOD | {DMARC: (record,), ("MX", LETTERS.domain): ("10 mx.example.net",)}
    remark = of("DMARC", LETTERS, zone)
    assert remark.state == state
    assert words in remark.message
    own: Zone = {("TXT", f"_dmarc.{LETTERS.domain}"): ("v=DMARC1; p=quarantine",)}
    assert "put aside" in of("DMARC", LETTERS, zone | own).message


def test_without_signatures_of_digest_it_says_how_to_see_those_of_the_server() -> None:
    remark = of("DKIM", replace(SENDER, signature=None), GOOD)
    assert remark.state == "advice"
    assert "dkim=pass" in remark.hint


@pytest.mark.parametrize("host", ["smtp.example.org", "127.0.0.1", "11.22.33.44"])
def test_the_names_of_servers_of_others_are_their_own_affair(host: str) -> None:
    zone = {question: told for question, told in GOOD.items() if question[0] in ("MX", "TXT")}
    known: dict[Question, Answer] = {}
    kinds: set[Kind] = set()
    while wanted := questions(replace(SENDER, host=host), known):
        kinds |= {kind for kind, _ in wanted}
        known |= {question: Answer(tuple(zone.get(question, ()))) for question in wanted}
    assert kinds == {"MX", "TXT"}


@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("gmail.com", "smtp.gmail.com"),
        ("hotmail.com", "smtp-mail.outlook.com"),
        ("icloud.com", "smtp.mail.me.com"),
        ("qq.com", "smtp.qq.com"),
        ("foxmail.com", "smtp.qq.com"),
        ("163.com", "smtp.163.com"),
    ],
)
def test_who_sends_through_the_provider_of_the_address_has_one_calm_line(domain: str, host: str) -> None:
    [remark] = judged(Sender(domain, host), {})
    assert (remark.state, remark.hint) == ("well", "")
    assert domain in remark.message
    [remark] = judged(Sender(domain, "mail.example.net"), {})
    assert (remark.state, "none of its servers" in remark.message) == ("wrong", True)
    [remark] = judged(Sender(domain, "127.0.0.1"), {})
    assert (remark.state, "hands them on" in remark.hint) == ("advice", True)
    assert questions(Sender(domain, host), {}) == []


def test_a_domain_that_only_ends_like_a_provider_s_is_looked_at() -> None:
    assert questions(Sender("notgmail.com", "smtp.gmail.com"), {}) == [("MX", "notgmail.com")]
    [remark] = judged(Sender("gmail.com", "smtp.notgmail.com"), {})
    assert remark.state == "wrong"


def test_what_the_big_providers_ask_for_is_said_to_who_sends_to_thousands() -> None:
    assert "many readers" not in [remark.subject for remark in judged(replace(SENDER, a_day=4_999), GOOD)]
    many = replace(SENDER, a_day=5_000)
    remark = of("many readers", many, GOOD)
    assert remark.state == "advice"
    for words in ("5,000", "for ever", "48 hours", "0.10 %", "0.30 %", "no List-Unsubscribe"):
        assert words in remark.message
    assert of("DMARC", many, GOOD | {DMARC: ()}).state == "wrong"
    assert of("many readers", Sender("gmail.com", "smtp.gmail.com", 6_000), {}).hint


def test_a_server_on_this_machine_is_not_told_by_a_name_that_others_do_not_know() -> None:
    for record in ((), ("v=spf1 mx -all",)):
        told = str(of("SPF", replace(SENDER, host="127.0.0.1"), GOOD | {SPF: record}))
        assert ("this machine" in told, "127.0.0.1" in told) == (True, False)


def test_what_a_record_says_is_shown_without_steering_a_terminal() -> None:
    for term in ("\x1b[31mred", "exp=\x1b[31mred", "include:\x1b[31mred"):
        assert "\x1b" not in str(of("SPF", SENDER, GOOD | {SPF: (f"v=spf1 {term} -all",)}))
