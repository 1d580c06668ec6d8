"""A sample of what ``./dev torture`` tries all of; and that the trials notice when a precaution is missing."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.app import selftest
from digest.cli.group import digest
from digest.deliver import smtp as line
from tests.torture import blind, calls, errors, kill, power, smtp, term, twice
from tests.torture.seeds import SEEDS, Seed
from tests.torture.tally import Tally

ROOT = Path(__file__).parents[2]
needs_strace = pytest.mark.skipif(bool(calls.why_not()), reason=calls.why_not() or "it is there")


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_selftest_tells_what_held_in_words_and_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = list({fault.kind: fault for fault in selftest.faults()}.values())
    monkeypatch.setattr(selftest, "faults", lambda: kinds[::3])
    done = CliRunner().invoke(digest, ["selftest", "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["held"], len(answer["trials"])) == (0, True, len(kinds[::3])), done.stderr
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    assert [key for key in (*answer, *answer["trials"][0]) if f"`{key}`" not in page] == []
    monkeypatch.setattr(selftest, "faults", lambda: [kinds[-1]])
    told = CliRunner().invoke(digest, ["selftest"])
    assert (told.exit_code, "none was sent twice unasked, none lost" in told.stderr) == (0, True)


def test_selftest_ends_with_70_and_says_what_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = selftest.Fault("a bug", failpoints=["before-last-dot:9:kill"])
    monkeypatch.setattr(selftest, "faults", lambda: [missed])
    done = CliRunner().invoke(digest, ["selftest"], prog_name="digest")
    assert "✗  0 of  1" in done.stderr
    assert "nothing came to before-last-dot:9:kill" in done.stderr
    assert type(done.exception).__name__ == "PromiseBroken"


def test_every_kind_of_fault_is_told_in_words() -> None:
    assert list(dict.fromkeys(fault.kind for fault in selftest.faults())) == list(selftest.KINDS)


@needs_strace
def test_a_run_that_is_killed_at_any_call_loses_nothing(tally: Tally) -> None:
    found = [
        point for point in kill.points(["a first letter"]) if point.call.name in ("sendto", "fdatasync", "rename")
    ]
    for point in found[:: len(found) // 6]:
        kill.kill_at(point, tally)
    assert not tally.broken


@needs_strace
def test_a_run_that_is_told_to_end_leaves_nothing_in_doubt(tally: Tally) -> None:
    found = [point for point in kill.points(["a first letter"]) if point.call.name in ("sendto", "recvfrom")]
    for point in found[:: len(found) // 4]:
        term.end_at(point, tally)
    assert not tally.broken


@needs_strace
def test_a_run_that_is_killed_while_it_recovers_loses_nothing(tally: Tally) -> None:
    found = [point for point in kill.points(["a first letter"]) if point.call.name in ("sendto", "fdatasync")]
    assert True in [twice.kill_twice(pair, tally) for pair in twice.pairs(found, 4)]
    assert not tally.broken


@needs_strace
def test_a_run_whose_calls_are_refused_loses_nothing(tally: Tally) -> None:
    found = errors.refusals()
    for refusal in found[:: len(found) // 4]:
        errors.refuse(refusal, tally)
    assert not tally.broken


@pytest.mark.skipif(not errors.may_mount(), reason="this user may mount no disks")
@pytest.mark.parametrize("left", [0, 40_960])
def test_an_edition_whose_outbox_is_full_is_completed_once(tally: Tally, left: int) -> None:
    errors.fill_up(left, tally)
    assert not tally.broken


@pytest.mark.skipif(bool(power.why_not()), reason=power.why_not() or "it can be")
def test_what_was_said_to_be_there_is_there_after_a_power_cut(tally: Tally) -> None:
    power.cut_a_letter(2, tally)
    power.cut_files(2, tally)
    assert not tally.broken


def test_a_mail_server_that_fails_costs_no_letter(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "")  # the trials set it, and what they set ends with them
    for name in ("CONNECTING", "ANSWER", "LAST_ANSWER"):
        monkeypatch.setattr(line, name, 2.0)
    cases = [case for case in smtp.cases() if not re.search("hang|endless|raw:250", case.rule)]
    for case in cases[:: len(cases) // 24]:
        smtp.try_case(case, tally)
    for kind in smtp.LINES:
        smtp.try_line(kind, "starttls", tally)
    assert not tally.broken


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_every_seed_of_a_fault_still_finds_its_place(seed: Seed) -> None:
    for file, code in blind.changed(seed).items():
        assert code != (ROOT / "digest" / file).read_text("utf-8")
        ast.parse(code)


def test_every_seed_of_a_fault_is_documented() -> None:
    table = (ROOT / "docs/faults.md").read_text("utf-8").partition("| fault | what must notice |\n|---|---|\n")[2]
    assert table.splitlines() == [f"| {seed.name} | `{seed.trial}` |" for seed in SEEDS]


@pytest.mark.parametrize("seed", SEEDS[:2], ids=lambda seed: seed.name)
def test_a_digest_without_the_mark_is_noticed(seed: Seed) -> None:
    assert "was sent 2 letters" in blind.noticed(seed)


def test_a_test_notices_what_is_planted_and_nothing_else() -> None:
    [links] = [seed for seed in SEEDS if seed.name == "symbolic links are followed"]
    assert blind.noticed(links).startswith(f"FAILED {links.trial}")
    assert blind.noticed(replace(links, changes=())) == ""
