"""An answer that is lost, and what becomes of it by itself: nothing, a second letter, or a look for the first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.acceptance.home import Home
from tests.acceptance.test_mail import HER, counts, postbox, states
from tests.mailbox import PASSWORD, Mailbox
from tests.postbox import Postbox

__all__ = ["postbox"]

LOST, TAKEN = "drop", "keep and drop"


def set_policy(home: Home, policy: str) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + f'on_unsure = "{policy}"\n', "utf-8")


def look_into(home: Home, mailbox: Mailbox, grace: str = "60min") -> None:
    """Let letters to her be looked for in ``mailbox``."""
    server = f'[imap]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\naddress = "Her@example.net"\n'
    login = f'username = "reader"\npassword = "{PASSWORD}"\ngrace = "{grace}"\n'
    home.settings.write_text(server + login + home.settings.read_text("utf-8"), "utf-8")
    home.settings.chmod(0o600)
    set_policy(home, "verify")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


def served(postbox: Postbox) -> int:
    """How often she was served."""
    return postbox.recipients.count("her@example.net")


def test_resend_sends_again_at_the_next_run_and_perhaps_twice(home: Home, postbox: Postbox) -> None:
    set_policy(home, "resend")
    postbox.script["DOT:1"] = TAKEN
    assert states(home.call("run", "--json").json)[0] == (HER, "unsure")
    assert states(home.answer("deliver")) == [(HER, "accepted")]
    assert served(postbox) == 2
    first, *_, again = [content for recipient, content in postbox.kept if recipient == "her@example.net"]
    assert first == again
    assert counts(home) == {"accepted": 2}


def test_a_server_that_never_answers_gets_no_more_than_five_letters(home: Home, postbox: Postbox) -> None:
    set_policy(home, "resend")
    postbox.script["DOT"] = TAKEN
    for _ in range(8):
        home.call("run")
    assert (served(postbox), counts(home)) == (5, {"unsure": 2})


def test_verify_finds_the_letter_and_sends_no_second_one(home: Home, postbox: Postbox, mailbox: Mailbox) -> None:
    look_into(home, mailbox)
    postbox.script["DOT:1"] = TAKEN
    assert states(home.call("run", "--json").json)[0] == (HER, "unsure")
    mailbox.folders["INBOX"].append(postbox.kept[0][1])
    [told] = home.answer("deliver")["deliveries"]
    assert (told["recipient"], told["state"]) == (HER, "accepted")
    assert told["receipt"] == f"found by IMAP in 'INBOX' of 127.0.0.1:{mailbox.port}"
    assert (served(postbox), counts(home)) == (1, {"accepted": 2})


def test_verify_sends_again_what_did_not_arrive_in_time(home: Home, postbox: Postbox, mailbox: Mailbox) -> None:
    look_into(home, mailbox, grace="0s")
    postbox.script["DOT:1"] = LOST
    home.call("run")
    assert states(home.answer("deliver")) == [(HER, "accepted")]
    assert (served(postbox), counts(home)) == (1, {"accepted": 2})


def test_verify_gives_a_letter_time_to_arrive(home: Home, postbox: Postbox, mailbox: Mailbox) -> None:
    look_into(home, mailbox)
    postbox.script["DOT:1"] = TAKEN
    home.call("run")
    done = home.call("deliver", "--json")
    assert (done.status, states(done.json)) == (75, [(HER, "unsure")])
    assert home.answer("deliver")["deliveries"] == []
    assert mailbox.heard["SEARCH"] == 1
    assert (served(postbox), counts(home)) == (1, {"accepted": 1, "unsure": 1})
    assert "not there yet" in " ".join(home.answer("status")["warnings"])


def test_a_mailbox_that_cannot_be_looked_into_leaves_the_doubt_and_is_told(
    home: Home, postbox: Postbox, mailbox: Mailbox
) -> None:
    look_into(home, mailbox, grace="0s")
    mailbox.script["AUTHENTICATE"] = "NO [AUTHENTICATIONFAILED] not you"
    postbox.script["DOT:1"] = TAKEN
    home.call("run")
    done = home.call("deliver")
    assert (done.status, "not you; check [imap] username and password" in done.err) == (75, True)
    home.call("deliver")
    assert mailbox.heard["AUTHENTICATE"] == 1, "an account is locked by trying often"
    assert (served(postbox), counts(home)) == (1, {"accepted": 1, "unsure": 1})
    assert "not you" in " ".join(home.answer("status")["warnings"])


def test_letters_to_others_are_not_looked_for_and_stay_in_doubt(
    home: Home, postbox: Postbox, mailbox: Mailbox
) -> None:
    look_into(home, mailbox, grace="0s")
    postbox.script["DOT:2"] = LOST
    home.call("run")
    assert home.answer("deliver")["deliveries"] == []
    assert (mailbox.heard["SEARCH"], counts(home)) == (0, {"accepted": 1, "unsure": 1})


def test_a_person_settles_it_whatever_the_settings_say(home: Home, postbox: Postbox) -> None:
    set_policy(home, "resend")
    postbox.script["DOT:1"] = TAKEN
    home.call("run")
    assert states(home.answer("deliver", "--unsure", "drop")) == [(HER, "expired")]
    assert served(postbox) == 1


@pytest.mark.parametrize(
    ("policy", "taken", "ends"),
    [
        ("hold", False, (0, {"accepted": 1, "unsure": 1})),
        ("hold", True, (1, {"accepted": 1, "unsure": 1})),
        ("resend", False, (1, {"accepted": 2})),
        ("resend", True, (2, {"accepted": 2})),
        ("verify", False, (1, {"accepted": 2})),
        ("verify", True, (1, {"accepted": 2})),
    ],
)
def test_killed_at_the_last_dot(
    home: Home, postbox: Postbox, mailbox: Mailbox, policy: str, taken: bool, ends: tuple[int, object]
) -> None:
    if policy == "verify":
        look_into(home, mailbox, grace="0s")
    else:
        set_policy(home, policy)
    postbox.script["DOT:1"] = "keep and hang" if taken else "hang"
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "--config", str(home.settings), "run"], stderr=subprocess.DEVNULL
    )
    assert postbox.hanging.wait(60)
    running.kill()
    running.wait()
    mailbox.folders["INBOX"] += [content for _, content in postbox.kept]
    for _ in range(3):
        home.call("run")
    assert (served(postbox), counts(home)) == ends


def test_check_looks_into_the_mailbox_for_real(home: Home, postbox: Postbox, mailbox: Mailbox) -> None:
    look_into(home, mailbox)
    checks = {check["subject"]: check for check in home.answer("check", "--smtp")["checks"]}
    assert "takes the login of 'reader' and opens INBOX" in checks["mailbox"]["message"]
    mailbox.folders.clear()
    done = home.call("check", "--smtp")
    assert (done.status, "does not open 'INBOX'" in done.err) == (75, True)
