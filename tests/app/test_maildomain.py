"""Whether letters will be welcome, looked up at a real name server by the settings of a home."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from digest.app.maildomain import look_up
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.app.signing import signer
from digest.deliver.resolver import Resolver
from digest.model.maildomain import Remark
from tests.nameserver import Nameserver, Zone

SENDING = """\
[library]
folders = ["clippings"]

[digests.daily]
deliver = ["outbox", "smtp"]
to = ["reader@example.net", "other@example.net"]

[digests.weekly]
deliver = ["outbox"]
to = ["reader@example.net"]

[smtp]
host = "Mail.Example.NET"
from = "Digest <digest@letters.example.net>"
"""
SIGNING = '[dkim]\ndomain = "example.net"\nkey_file = "dkim.pem"\n'
ZONE: Zone = {
    ("MX", "letters.example.net"): ["10 mail.example.net."],
    ("TXT", "letters.example.net"): ['"v=spf1 include:example.net ~all"'],
    ("TXT", "example.net"): ['"v=spf1 mx -all"'],
    ("TXT", "_dmarc.example.net"): ['"v=DMARC1; p=reject"'],
    ("A", "mail.example.net"): ["11.22.33.44"],
}


def read(folder: Path, text: str) -> Settings:
    """Settings with this text, beside a new key to sign with."""
    pem = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "dkim.pem").write_bytes(pem)
    (folder / "digest.toml").write_text(text, "utf-8")
    return load(folder / "digest.toml", {})


def asked_at(server: Nameserver, settings: Settings) -> dict[str, Remark]:
    return {remark.subject: remark for remark in look_up(settings, Resolver("127.0.0.1", server.port))}


def test_the_key_that_is_published_is_compared_with_the_one_that_signs(tmp_path: Path) -> None:
    settings = read(tmp_path, SENDING + SIGNING)
    assert settings.dkim
    name, record = signer(settings.dkim).record()
    pieces = [f'"{record[:250]}" "{record[250:]}"']
    with Nameserver({**ZONE, ("TXT", name): pieces}) as server:
        told = asked_at(server, settings)
        assert {subject: remark.state for subject, remark in told.items()} == {
            "MX": "well",
            "SPF": "well",
            "DKIM": "well",
            "DMARC": "well",
            "PTR": "advice",
        }
    with Nameserver(ZONE) as server:
        missing = asked_at(server, settings)["DKIM"]
    assert missing.hint.endswith(record)
    with Nameserver({**ZONE, ("TXT", name): pieces}) as server:
        another = asked_at(server, read(tmp_path, SENDING + SIGNING))["DKIM"]
    assert (another.state, "another key" in another.message) == ("wrong", True)


def test_each_question_is_asked_once(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        asked_at(server, read(tmp_path, SENDING + SIGNING))
    assert len(server.asked) == len(set(server.asked)) == 9


@pytest.mark.parametrize(("told", "words"), [("SERVFAIL", "SERVFAIL"), ("silent", "no DNS server answers")])
def test_when_the_dns_does_not_answer_it_says_so_and_asks_for_nothing_more(
    tmp_path: Path, told: str, words: str
) -> None:
    with Nameserver({("MX", "letters.example.net"): told}) as server:
        resolver = Resolver("127.0.0.1", server.port, patience=5 if told == "SERVFAIL" else 0.3)
        [remark] = look_up(read(tmp_path, SENDING), resolver)
    assert (remark.state, words in remark.message) == ("unknown", True)
    assert {kind for kind, _ in server.asked} == {"MX"}


def test_a_key_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    settings = read(tmp_path, SENDING + SIGNING)
    (tmp_path / "dkim.pem").write_text("nonsense", "utf-8")
    [remark] = look_up(settings)
    assert (remark.state, "is no key that letters are signed with" in remark.message) == ("unknown", True)


def test_without_a_mail_server_there_is_nothing_to_look_up(tmp_path: Path) -> None:
    [remark] = look_up(read(tmp_path, SENDING.partition("[smtp]")[0].replace(', "smtp"', "")))
    assert (remark.state, remark.message) == ("well", "no mail server is set: letters go to the outbox only")


def test_letters_are_counted_as_they_go_out_by_mail(tmp_path: Path) -> None:
    many = [f"r{number}@example.net" for number in range(5_001)]
    settings = read(tmp_path, SENDING.replace('["reader@example.net", "other@example.net"]', str(many)))
    with Nameserver(ZONE) as server:
        assert "5,001 letters" in asked_at(server, settings)["many readers"].message
