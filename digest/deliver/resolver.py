"""Asking the DNS what it says of a domain, by ``dnspython``: an extra, which nothing else imports."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from digest.errors import Unavailable
from digest.model.dns import Answer, Failure, Question

if TYPE_CHECKING:
    from dns.exception import DNSException
    from dns.rdata import Rdata
    from dns.resolver import Resolver as System

_WHOLE = 1232
"""Bytes of an answer that come in one piece over any network (RFC 9715)."""


class Resolver:
    """Asks the servers that the system names; whoever is silent is not waited for."""

    def __init__(
        self, nameserver: str = "", port: int = 53, *, patience: float = 5.0, in_all: float = 20.0
    ) -> None:
        """Ask ``nameserver``, an address, in place of the system's when there is one.

        One question is asked for ``patience`` seconds at most, and all of them for ``in_all``.
        """
        self._nameserver = nameserver
        self._port = port
        self._patience = patience
        self._left = in_all

    def ask(self, question: Question) -> Answer:
        """What the DNS says, or why it says nothing.

        Raises:
            Unavailable: ``dnspython`` is not there, or the system names no server.
        """
        system = self._system
        from dns.exception import DNSException  # noqa: PLC0415 - an extra
        from dns.name import from_text  # noqa: PLC0415

        kind, text = question
        try:
            name = from_text(text)
        except (DNSException, UnicodeError):  # too long, or with letters that no name has
            return Answer(there=False)
        begun = time.monotonic()
        try:
            found = system.resolve(name, kind, lifetime=max(0.0, min(self._patience, self._left)))
        except DNSException as error:
            return _without_records(error)
        finally:
            self._left -= time.monotonic() - begun
        return Answer(tuple(map(_written, found)))

    @cached_property
    def _system(self) -> System:
        try:
            from dns.resolver import NoResolverConfiguration  # noqa: PLC0415 - an extra
            from dns.resolver import Resolver as System  # noqa: PLC0415
        except ImportError as error:
            raise Unavailable(
                "records of mail cannot be looked up here", hint="pip install 'digest[doctor]'"
            ) from error
        try:
            system = System(configure=not self._nameserver)
        except NoResolverConfiguration as error:
            raise Unavailable("this system names no DNS server", hint="connect it to a network") from error
        if self._nameserver:
            system.nameservers, system.port = [self._nameserver], self._port
        system.use_edns(0, 0, _WHOLE)
        return system


def _without_records(error: DNSException) -> Answer:
    """What an answer without records says."""
    from dns.exception import Timeout  # noqa: PLC0415 - an extra
    from dns.rcode import REFUSED  # noqa: PLC0415
    from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers  # noqa: PLC0415

    if isinstance(error, NXDOMAIN | NoAnswer):
        return Answer(there=isinstance(error, NoAnswer))
    if isinstance(error, Timeout):
        return Answer(failure=Failure.SILENT)
    if not isinstance(error, NoNameservers):
        return Answer(failure=Failure.FAILING)  # it makes no sense
    responses = [response for *_, response in error.kwargs["errors"] if response is not None]
    if not responses:
        return Answer(failure=Failure.UNREACHABLE)
    return Answer(failure=Failure.REFUSED if responses[-1].rcode() == REFUSED else Failure.FAILING)


def _written(record: Rdata) -> str:
    """A record as it is in a zone, without a dot behind a name; a text in one piece and without its quotes."""
    if pieces := getattr(record, "strings", None):
        return b"".join(pieces).decode("utf-8", "replace")
    written = record.to_text()
    return written if written.endswith(" .") else written.removesuffix(".")
