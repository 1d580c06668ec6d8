"""Signatures that another program, with the published key, finds right, and wrong once a letter is changed."""

from __future__ import annotations

import re
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver.dkim import Signer
from digest.deliver.message import parted, readdressed
from digest.errors import Unavailable
from tests.deliver.test_message import build

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
KEYS: dict[str, Key] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}
KINDS = pytest.mark.parametrize("kind", list(KEYS))


def written(key: Key, folder: Path) -> Path:
    path = folder / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def signer(kind: str, folder: Path) -> Signer:
    return Signer("example.net", "digest1", written(KEYS[kind], folder))


def sign(signs: Signer, content: bytes) -> bytes:
    mail = signs.signed(parted(content))
    return mail.head + mail.body


def holds(message: bytes, signed_by: Signer) -> bool:
    """Whether a mail server that looks the published key up finds the signature right."""
    name, record = signed_by.record()

    def published(asked: bytes, timeout: int = 5) -> bytes | None:
        return record.encode() if asked.decode().rstrip(".") == name else None

    return bool(dkim.verify(message, dnsfunc=published))


@KINDS
def test_a_signed_letter_is_verified(kind: str, tmp_path: Path) -> None:
    signs = signer(kind, tmp_path)
    letter = build("拾句 27｜一个长到要折行的标题，字也不会断在中间", html="<p>“你好”</p>\n" * 3_000)
    signed = sign(signs, letter)
    assert signed.endswith(letter)
    assert holds(signed, signs)
    assert max(map(len, signed.split(b"\r\n"))) <= 80


@KINDS
def test_each_recipient_has_a_signature_and_a_retry_the_same_one(kind: str, tmp_path: Path) -> None:
    signs = signer(kind, tmp_path)
    first = build()
    other = readdressed(parted(first), recipient="her@example.net", message_id="<daily.27.abc@example.net>")
    second = other.head + other.body
    assert holds(sign(signs, first), signs)
    assert holds(sign(signs, second), signs)
    assert sign(signs, first) == sign(signer(kind, tmp_path), first)
    assert sign(signs, first) != sign(signs, second)


@KINDS
@pytest.mark.parametrize(
    ("header", "other"),
    [
        (rb"From: [^\r]*", b"From: evil@example.net"),
        (rb"To: [^\r]*", b"To: somebody"),
        (rb"Subject: [^\r]*", b"Subject: changed"),
        (rb"Date: [^\r]*", b"Date: Sun, 15 Feb 2026 07:30:00 +0800"),
        (rb"Message-ID: [^\r]*", b"Message-ID: <other@example.net>"),
        (rb"List-Id: [^\r]*", b"List-Id: <other.example.net>"),
        (rb"Auto-Submitted: [^\r]*", b"Auto-Submitted: no"),
        (rb"MIME-Version", b"From: evil@example.net\r\nMIME-Version"),
        (rb"MIME-Version", b"Subject: a second one\r\nMIME-Version"),
        (rb"MIME-Version", b"Reply-To: evil@example.net\r\nMIME-Version"),
        (rb"multipart/alternative", b"text/plain"),
        (rb"aGVsbG8K", b"aGVsbG8h"),
    ],
)
def test_no_part_of_a_letter_can_be_changed_unnoticed(
    kind: str, tmp_path: Path, header: bytes, other: bytes
) -> None:
    signs = signer(kind, tmp_path)
    signed = sign(signs, build())
    changed = re.sub(rb"(?m)^" + header if b":" in header else header, other, signed, count=1)
    assert changed != signed
    assert not holds(changed, signs)


@KINDS
def test_what_relays_do_to_white_space_breaks_nothing(kind: str, tmp_path: Path) -> None:
    signs = signer(kind, tmp_path)
    signed = sign(signs, build("A title"))
    relayed = (
        b"Received: by relay\r\n"
        + signed.replace(b"Subject: ", b"SUBJECT:\t ").replace(b"Cg==", b"Cg== \t")
        + b"\r\n"
    )
    assert relayed != signed
    assert holds(relayed, signs)


@given(body=st.lists(st.sampled_from([b"a", b" ", b"\t", b"\r\n", b"..", b"b c"])).map(b"".join))
def test_any_body_is_hashed_as_others_hash_it(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    signs = signer("ed25519", tmp_path_factory.mktemp("key"))
    head = build().partition(b"\r\n\r\n")[0]
    assert holds(sign(signs, head + b"\r\n\r\n" + body), signs)


@pytest.mark.parametrize("kind", ["short", "curve", "none"])
def test_a_key_that_no_mail_server_would_take_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    if kind == "none":
        path.write_text("nonsense", "utf-8")
    else:
        short = kind == "short"
        key = rsa.generate_private_key(65537, 1024) if short else ec.generate_private_key(ec.SECP256R1())  # noqa: S505
        written(key, tmp_path)
    with pytest.raises(Unavailable, match="RSA of 2048 bits or more, or Ed25519"):
        Signer("example.net", "digest1", path)


def test_a_key_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"dkim\.pem' cannot be read: No such file"):
        Signer("example.net", "digest1", tmp_path / "dkim.pem")
