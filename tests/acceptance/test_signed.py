"""Letters that are signed on their way out: who receives one can verify it, and a second try is the same letter."""

from __future__ import annotations

import re
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.acceptance.home import Home
from tests.acceptance.test_mail import HER, HIM, postbox, states
from tests.postbox import Postbox

__all__ = ["postbox"]


@pytest.fixture
def record(home: Home, postbox: Postbox) -> tuple[bytes, bytes]:
    """Sign the letters of ``home``; the name and the text of the record that ``check`` says to publish."""
    key = rsa.generate_private_key(65537, 2048)
    pem = home.settings.parent / "dkim.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pem.chmod(0o600)
    keys = '[dkim]\ndomain = "example.net"\nkey_file = "dkim.pem"\n'
    home.settings.write_text(keys + home.settings.read_text("utf-8"), "utf-8")
    [told] = [check["message"] for check in home.answer("check")["checks"] if check["subject"] == "signatures"]
    match = re.search(r"TXT record of (\S+): (.*)", told)
    assert match
    return match[1].encode(), match[2].encode()


def test_each_letter_is_signed_for_its_reader_and_the_same_when_it_is_sent_again(
    home: Home, postbox: Postbox, record: tuple[bytes, bytes]
) -> None:
    home.answer("run", "--to", "her@example.net")
    report = home.answer("run")
    home.answer("deliver", "--edition", "1", "--to", "her@example.net")
    name, text = record
    for _, letter in postbox.kept:
        assert dkim.verify(letter, dnsfunc=lambda asked, timeout=5: text if asked == name + b"." else None)
    [_, to_her, to_him, again] = [letter for _, letter in postbox.kept]
    assert to_her == again
    assert to_her != to_him
    stored = (Path(report["folder"]) / "message.eml").read_bytes()
    assert to_her.endswith(stored)


def test_a_key_that_cannot_be_used_holds_letters_back_and_loses_none(
    home: Home, postbox: Postbox, record: tuple[bytes, bytes]
) -> None:
    pem = home.settings.parent / "dkim.pem"
    key = pem.read_bytes()
    pem.write_text("nonsense", "utf-8")
    done = home.call("run", "--json")
    assert (done.status, states(done.json)) == (75, [(HER, "deferred"), (HIM, "deferred")])
    assert "is no key that letters are signed with" in done.err
    assert home.call("check").status == 75
    pem.write_bytes(key)
    assert states(home.answer("deliver")) == [(HER, "accepted"), (HIM, "accepted")]
