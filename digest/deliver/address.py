"""A mailbox from the settings, checked strictly: a mistake stops at the settings, not at the mail server."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from digest.core.text import clean, one_line
from digest.errors import SettingsError

_WITH_NAME = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be empty, and an address in ASCII.

    ``address`` is what goes into an SMTP envelope: a domain with other letters stands in its ``xn--`` form.
    """

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@functools.lru_cache(maxsize=64)
def parse_mailbox(text: str) -> Mailbox:
    """``reader@example.net`` or ``A Reader <reader@example.net>`` as a mailbox.

    Raises:
        SettingsError: it is neither, or needs an extension of SMTP that not every server has.
    """
    if "\n" in clean(text.strip()):
        raise _refusal(text, "it must stand on one line")
    named = _WITH_NAME.fullmatch(text.strip())
    name, address = (named["name"], named["address"]) if named else ("", text.strip())
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise _refusal(text, "letters outside ASCII before the @ do not reach every mail server")
    if not _LOCAL_PART.fullmatch(local) or len(local) > 64:
        raise _refusal(text, "write it like reader@example.net or A Reader <reader@example.net>")
    return Mailbox(_unquoted(one_line(name)), f"{local}@{_ascii_domain(text, domain)}")


def address_of(text: str) -> str:
    """The address of a mailbox in lower case: whether two mailboxes are one.

    Servers may tell ``R@`` from ``r@``; no letter is to come twice to all those that do not.
    """
    return parse_mailbox(text).address.lower()


def _unquoted(name: str) -> str:
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def _ascii_domain(text: str, domain: str) -> str:
    domain = domain.lower()
    ascii_form = domain if domain.isascii() else _encoded_domain(text, domain)
    if len(ascii_form) > 253 or not all(map(_LABEL.fullmatch, ascii_form.split("."))):
        raise _refusal(text, f"'{one_line(domain)}' is not a domain")
    return ascii_form


def _encoded_domain(text: str, domain: str) -> str:
    """``domain`` in its ``xn--`` form (RFC 5890).

    Python knows the rules of 2003 only. They turn some letters into others (``ß`` into ``ss``) and so name
    another host; such a domain has to be written in its ``xn--`` form.
    """
    hint = f"write '{one_line(domain)}' in its xn-- form"
    try:
        encoded = domain.encode("idna")
        same_host = encoded.decode("idna") == domain
    except UnicodeError as error:
        raise _refusal(text, hint) from error
    if not same_host:
        raise _refusal(text, hint)
    return encoded.decode("ascii")


def _refusal(text: str, reason: str) -> SettingsError:
    return SettingsError([f"'{one_line(text)}' is not a mail address digest can use: {reason}"])
