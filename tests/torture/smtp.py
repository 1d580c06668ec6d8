"""The mail server fails: in every way, at every moment, for the first, the second and the third recipient.

    python -m tests.torture.smtp [MINUTES]

Each case is a fresh home and a letter for three; the server does one thing that servers do, then is well again. Who
may be rejected and who may be in doubt follows from the moment and the answer alone.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import ssl
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from digest.app.command import Ended
from digest.app.trial import Trial, complaints_of
from digest.cli.group import digest
from digest.core.verdict import Allowance
from digest.deliver import smtp
from digest.deliver.hostile import HostileServer
from digest.errors import DigestError
from tests.torture.tally import Tally, spread

_CODES = (421, 450, 451, 452, 454, 500, 501, 502, 503, 521, 530, 535, 550, 552, 554, 571)
_WAYS = ("drop", "rst", "hang", "slow:0")
_NONSENSE = {
    "no number": "raw:hello\r\n",
    "another number": "999 what",
    "no line": "raw:250",
    "an empty line": "raw:\r\n",
    "zeros": "raw:\0\0\0\0\r\n",
    "eight bits": "raw:\xff\xfe 250\r\n",
    "line feeds": "raw:250\n250\n",
    "a long line": "raw:250 " + "x" * 100_000 + "\r\n",
    "without end": "endless:250-and on\r\n",
    "a line without end": "endless:2",
    "half an answer": "raw:250-one\r\n250-two\r\n",
}
_AT_THE_DOOR = ("CONNECT", "EHLO", "QUIT")
_OF_A_LETTER = ("MAIL", "RCPT", "DATA", "DOT")
_IN_A_LETTER = ("BODY", "HALFWAY", "NEARLY")
_OFFERS = {"pipelined": ("PIPELINING", "SIZE 10000000"), "one by one": ("SIZE 10000000",)}
_SECRET = "an open sesame"  # noqa: S105 - of a server that lives for a second

_OF_US = (530, 535, 538)
"""Refusals that speak of the sender's login, and of no recipient."""

_PATIENCE = 0.4
"""Seconds for an answer, so that a server that hangs is given up at once."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong. ``safe`` asks for TLS and a login before all else; ``rejected`` and ``unsure`` say
    how many deliveries end so, ``perhaps`` how many more may.
    """

    kind: str
    rule: str
    offers: Sequence[str] = _OFFERS["pipelined"]
    safe: bool = False
    rejected: int = 0
    unsure: int = 0
    perhaps: int = 0


def cases() -> Iterator[Case]:
    """All of them, but for those about certificates."""
    for kind, offers in _OFFERS.items():
        for verb in (*_OF_A_LETTER, *_IN_A_LETTER):
            for number in (1, 2, 3):
                for action in _actions(verb):
                    yield _judged(kind, f"{verb}:{number}", action, offers)
    for verb in _AT_THE_DOOR:
        for action in _actions(verb):
            yield _judged("at the door", f"{verb}:1", action, _OFFERS["pipelined"])
    for verb in ("STARTTLS:1", "EHLO:2", "AUTH:1"):
        for action in _actions(verb):
            yield Case("safe", f"{verb}={action}", safe=True)


def _actions(verb: str) -> Iterator[str]:
    yield from (f"{code} 4.0.0 so it is" for code in _CODES)
    yield from _WAYS
    if verb.partition(":")[0] not in _IN_A_LETTER:
        yield from _NONSENSE.values()
    if verb == "DOT":
        yield from ("accept-drop", "accept-rst", "accept-hang")


def _judged(kind: str, where: str, action: str, offers: Sequence[str]) -> Case:
    """The case with what has to come of it."""
    verb = where.partition(":")[0]
    code = int(action[:3]) if action[:3].isdigit() else 0
    final = 500 <= code < 600 and code not in _OF_US
    of_a_recipient = verb in ("RCPT", "DATA", "DOT", *_IN_A_LETTER) or (verb == "MAIL" and code == 552)
    answered = 200 <= code < 300 or 400 <= code < 600 or action.startswith("slow:")
    out_of_step = action.startswith("raw:250")  # one answer less or more: the next is taken for another
    return Case(
        kind,
        f"{where}={action}",
        offers,
        rejected=int(final and of_a_recipient),
        unsure=int(verb == "DOT" and not answered and not out_of_step),
        # The last dot may be on its way before it is seen that nobody listens.
        perhaps=int(out_of_step or (verb in _IN_A_LETTER and not code)),
    )


class QuickTrial(Trial):
    """A trial whose commands run in this process, one after the other, and wait for nobody."""

    def run(self, words: Sequence[str], *, failpoint: str = "") -> Ended:
        """As the command does it."""
        written = io.BytesIO(), io.BytesIO()
        out, err = (io.TextIOWrapper(one, "utf-8", write_through=True) for one in written)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                digest.main([*words], prog_name="digest", standalone_mode=False)
                status: object = 0
            except SystemExit as end:
                status = end.code
            except DigestError as error:
                status = error.status
                err.write(str(error))
        told = [one.getvalue().decode() for one in written]
        return Ended(status if isinstance(status, int) else 0, *told)


@dataclass
class Authorities:
    """One that this process trusts, in ``folder``, and one that it does not."""

    folder: Path
    trusted: trustme.CA = field(default_factory=trustme.CA)
    other: trustme.CA = field(default_factory=trustme.CA)

    def __post_init__(self) -> None:
        self.trusted.cert_pem.write_to_path(str(self.folder / "ca.pem"))
        os.environ["SSL_CERT_FILE"] = str(self.folder / "ca.pem")


def server_context(authority: trustme.CA, name: str = "127.0.0.1", *, expired: bool = False) -> ssl.SSLContext:
    """What a server with a certificate of ``authority`` for ``name`` speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    until = datetime.now(UTC) - timedelta(days=1) if expired else None
    authority.issue_cert(name, not_after=until).configure_cert(context)
    return context


def try_case(case: Case, tally: Tally) -> None:
    """Let the server fail, then be well again, and judge."""
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.ExitStack() as stack:
            options = {}
            security, login = "none", ""
            if case.safe:
                context = server_context(Authorities(Path(folder)).trusted)
                options = {"context": context, "login": ("digest", _SECRET)}
                security, login = "starttls", _login(Path(folder))
            server = stack.enter_context(HostileServer([case.rule], offers=case.offers, **options))  # type: ignore[arg-type]
            trial = QuickTrial(Path(folder) / "home", server, security=security, smtp=login)
            told = list(complaints_of(trial.run(trial.issue)))
            evidence = trial.evidence(told)
        rejected = sum(state == "rejected" for state in evidence.states.values())
        tally.add(
            case.kind, case.rule[:60], evidence, Allowance(case.unsure + case.perhaps, case.rejected + case.perhaps)
        )
        if rejected < case.rejected or evidence.unsure < case.unsure:
            tally.broken.append(f"{case}: {rejected} rejected and {evidence.unsure} in doubt")
        if not all(safe for _, safe in server.secrets):
            tally.broken.append(f"{case}: the password was told on a line that is not safe")


def _login(folder: Path) -> str:
    secret = folder / "password"
    secret.touch(0o600)
    secret.write_text(_SECRET, "utf-8")
    return f'username = "digest"\npassword_file = "{secret}"'


LINES = (
    "nobody vouches",
    "another name",
    "expired",
    "not offered",
    "cut off",
    "spoken to before",
    "an old protocol",
)
"""Lines that are not safe."""


def try_line(kind: str, security: str, tally: Tally) -> None:
    """Meet a server whose line is not safe: nothing is told, nobody is given up."""
    with tempfile.TemporaryDirectory() as folder:
        authorities = Authorities(Path(folder))
        trusted = authorities.trusted
        context: ssl.SSLContext | None = server_context(
            authorities.other if kind == "nobody vouches" else trusted,
            "mail.example.org" if kind == "another name" else "127.0.0.1",
            expired=kind == "expired",
        )
        rules = []
        if kind == "not offered":
            context = None
        if kind == "cut off":
            rules = ["STARTTLS=drop", "CONNECT=drop"]
        if kind == "spoken to before":
            rules = ["STARTTLS=220 go on\r\n250 and trust me", "CONNECT=220 welcome\r\n220 and trust me"]
        if kind == "an old protocol" and context:
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
                context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        options = {"context": context, "safe_at_once": security == "tls" and kind != "cut off"}
        with HostileServer(rules, login=("digest", _SECRET), **options) as server:  # type: ignore[arg-type]
            trial = QuickTrial(Path(folder) / "home", server, security=security, smtp=_login(Path(folder)))
            done = trial.run(trial.issue)
        tally.cases["lines"] += 1
        if done.status != 75 or server.secrets or server.taken:
            tally.broken.append(
                f"{kind}, {security}: status {done.status}, told {server.secrets}, {done.err[-300:]}"
            )


def _share(share: int, shares: int, minutes: float) -> Tally:
    """One process' part of all cases."""
    for name in ("CONNECTING", "ANSWER", "LAST_ANSWER"):
        setattr(smtp, name, _PATIENCE)
    tally = Tally()
    if share == 0:
        for kind in LINES:
            for security in ("starttls", "tls"):
                if (kind, security) not in (("not offered", "tls"), ("spoken to before", "tls")):
                    try_line(kind, security, tally)
    for case in spread(list(cases())[share::shares], minutes):
        try_case(case, tally)
    return tally


def main(minutes: float) -> int:
    """Try every case that there is time for; the exit status is 1 when a promise did not hold."""
    workers = os.cpu_count() or 1
    tally = Tally()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for part in [pool.submit(_share, number, workers, minutes) for number in range(workers)]:
            tally.merge(part.result())
    return tally.tell(f"smtp (of {len(list(cases())):,} cases)")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
