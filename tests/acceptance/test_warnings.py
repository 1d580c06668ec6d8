"""What goes wrong is told: in ``status``, at the foot of a letter, by notice; and signs of life are given."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.home import Home, cubox
from tests.acceptance.listener import Listener, systemd
from tests.acceptance.service import Clock, Serve
from tests.acceptance.test_mail import HER, with_mail
from tests.postbox import Postbox

CARD = 7421446577446000001
UNSURE = "A letter may not have arrived"


def mark(home: Home, number: int) -> None:
    card = CARD + number * 10**9
    home.write(f"{number}.md", cubox(card, f"Work {number}", {card + 1: f"The mark of work {number}."}))


def letter(home: Home, number: int) -> tuple[str, str]:
    """HTML and text of the next edition, which is about work ``number``."""
    mark(home, number)
    folder = Path(json.loads(home.call("run", "--json").out)["folder"])
    return (folder / "message.html").read_text("utf-8"), (folder / "message.txt").read_text("utf-8")


def causes(home: Home, **environ: str) -> list[str]:
    return [one["cause"] for one in home.answer("status", **environ)["standing"]]


def say(home: Home, *lines: str) -> None:
    """Put ``lines`` before the settings of ``home``."""
    home.settings.write_text("\n".join([*lines, home.settings.read_text("utf-8")]), "utf-8")


@pytest.fixture
def postbox(home: Home) -> Iterator[Postbox]:
    with Postbox() as postbox:
        with_mail(home, postbox, HER)
        yield postbox


def test_a_warning_is_at_the_foot_of_one_letter_and_again_only_after_it_had_ended(
    home: Home, postbox: Postbox
) -> None:
    postbox.script["DOT:1"] = postbox.script["DOT:4"] = "keep and drop"
    assert UNSURE not in letter(home, 1)[0]
    assert causes(home) == ["unsure"]
    assert all(UNSURE in part for part in letter(home, 2))
    assert not any(UNSURE in part for part in letter(home, 3))
    home.answer("deliver", "--unsure", "drop")
    home.answer("run")
    letter(home, 4)
    assert all(UNSURE in part for part in letter(home, 5))


def test_a_letter_in_doubt_is_told_though_nobody_delivers_again(home: Home, postbox: Postbox) -> None:
    postbox.script["DOT:1"] = "hang"
    mark(home, 1)
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "run"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    assert postbox.hanging.wait(60)
    assert causes(home) == []  # the answer may come
    running.kill()
    running.wait()
    [told] = home.answer("status")["standing"]
    assert (told["cause"], told["subject"], "--unsure resend" in told["message"]) == ("unsure", "daily 1", True)
    assert home.answer("deliver", "--unsure", "drop")["deliveries"][0]["state"] == "expired"


def test_a_letter_that_is_given_up_late_is_told_from_then_on(home: Home, postbox: Postbox, tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    postbox.script["RCPT"] = "451 later"
    mark(home, 1)
    clock.set("2026-02-01T08:00:00+08:00")
    home.call("run", "--due", **clock.environ)
    clock.set("2026-02-18T08:00:00+08:00")  # asleep meanwhile: it is tried once more
    home.call("run", "--due", **clock.environ)
    clock.set("2026-02-18T10:00:00+08:00")
    home.call("run", "--due", **clock.environ)
    assert "expired" in causes(home, **clock.environ)
    clock.set("2026-03-05T10:00:00+08:00")
    assert "expired" not in causes(home, **clock.environ)


@pytest.mark.parametrize(
    ("answer", "told", "subject"),
    [
        ("550 5.1.1 nobody", "refused by the mail server", HER),
        ("451 later", "waiting for the mail server", "451"),
    ],
)
def test_what_goes_wrong_with_letter_after_letter_is_told_once(
    home: Home, postbox: Postbox, tmp_path: Path, answer: str, told: str, subject: str
) -> None:
    clock = Clock(tmp_path / "clock")
    postbox.script[f"RCPT {HER}"] = answer
    feet = []
    for day in (1, 2, 3):
        mark(home, day)
        clock.set(f"2026-02-0{day}T08:00:00+08:00")
        report = json.loads(home.call("run", "--due", "--json", **clock.environ).out)
        feet.append((Path(report["folder"]) / "message.txt").read_text("utf-8").count(told))
    assert feet == [0, 1, 0]
    clock.set("2026-02-03T10:00:00+08:00")
    standing = home.answer("status", **clock.environ)["standing"]
    [one] = [one for one in standing if one["cause"] in {"rejected", "waiting"}]
    assert one["subject"] == subject
    assert one["message"].startswith(f"3 letters to {HER}, the last of them edition 3 of 'daily', w")


def test_letters_that_nobody_tries_to_send_are_told_after_an_hour(
    home: Home, postbox: Postbox, tmp_path: Path
) -> None:
    clock = Clock(tmp_path / "clock")
    clock.set("2026-02-01T08:00:00+08:00")
    postbox.script["CONNECT"] = "hang"
    mark(home, 1)
    command = [sys.executable, "-m", "digest", "--config", str(home.settings), "run"]
    running = subprocess.Popen(command, env=os.environ | clock.environ, stderr=subprocess.DEVNULL)
    assert postbox.hanging.wait(60)
    clock.set("2026-02-01T10:00:00+08:00")
    assert causes(home, **clock.environ) == []  # somebody is at it
    running.kill()
    running.wait()
    [told] = home.answer("status", **clock.environ)["standing"]
    assert (told["cause"], "waits: not tried yet" in told["message"]) == ("waiting", True)
    postbox.script.clear()
    home.call("deliver", **clock.environ)
    assert causes(home, **clock.environ) == []


def test_status_tells_since_when_and_a_list_of_readers_is_spared(home: Home, postbox: Postbox) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "warnings = false\n", "utf-8")
    postbox.script["DOT:1"] = "keep and drop"
    letter(home, 1)
    [told] = home.answer("status")["standing"]
    assert (told["subject"], told["since"] is not None) == ("daily 1", True)
    assert not any(UNSURE in part for part in letter(home, 2))


def test_a_rehearsal_shows_the_foot_and_does_not_use_it_up(home: Home, postbox: Postbox, tmp_path: Path) -> None:
    postbox.script["DOT:1"] = "keep and drop"
    letter(home, 1)
    mark(home, 2)
    assert home.call("preview", "--out", str(tmp_path / "preview")).status == 0
    assert UNSURE in next((tmp_path / "preview").rglob("message.html")).read_text("utf-8")
    assert UNSURE in letter(home, 2)[0]


def test_folders_that_fall_silent_are_told_and_new_ones_end_that(home: Home) -> None:
    mark(home, 1)
    old = 1_770_000_000  # a second of 2 February 2026
    os.utime(home.clippings / "1.md", (old, old))
    home.answer("run", "--at", "2026-02-03T08:00")
    assert causes(home) == ["quiet"]
    mark(home, 2)
    home.answer("scan")
    assert causes(home) == []


def test_an_outbox_that_knows_more_than_the_library_is_told(home: Home) -> None:
    copy = str(home.path / "copy.db")
    letter(home, 1)
    assert home.call("backup", copy).status == 0
    letter(home, 2)
    home.call("restore", copy)
    assert causes(home) == ["behind"]
    assert home.call("outbox", "adopt").status == 0
    assert causes(home) == []


def test_a_notice_tells_each_warning_once_and_is_tried_again_when_nobody_takes_it(
    home: Home, postbox: Postbox
) -> None:
    with Listener(status=500) as listener:
        addresses = home.path / "config" / "notices"
        addresses.write_text(f"# mine\njson://127.0.0.1:{listener.port}/canary\n")
        say(home, '[notices]\nurls_file = "notices"')
        postbox.script["DOT:1"] = "keep and drop"
        mark(home, 1)
        done = home.call("run", "--json")
        assert ["line 2" in told and "takes no notice" in told for told in done.json["warnings"]] == [True]
        assert "canary" not in done.out + done.err
        listener.status = 200
        home.answer("run")
        home.answer("run")
    first, second = [json.loads(body) for path, body in listener.heard if path == "/canary"]
    assert first["message"] == second["message"]
    assert "is unsure" in second["message"]


def test_a_service_that_cannot_begin_says_why_once_and_is_not_started_again(home: Home) -> None:
    letter(home, 1)
    copy = home.library.read_bytes()
    with Listener() as listener:
        (home.path / "config" / "notices").write_text(f"json://127.0.0.1:{listener.port}/canary\n")
        say(home, '[notices]\nurls_file = "notices"')
        for library in (b"SQLite format 3, once", None, copy):  # damaged, made anew beside its letters, put back
            if library is None:
                home.library.unlink()
            else:
                home.library.write_bytes(library)
            if library == copy:
                with Serve(home) as service:
                    service.wait_for("watching")
                    service.stop()
            else:
                assert [home.call("serve").status for _ in range(2)] == [74, 74]
    told = [json.loads(body)["message"] for _, body in listener.heard]
    assert ["is not a library" in told[0], "is older than its outbox" in told[1], len(told)] == [True, True, 2]


def test_apprise_is_not_even_loaded_where_nobody_wants_notices(home: Home) -> None:
    mark(home, 1)
    command = [sys.executable, "-X", "importtime", "-m", "digest", "--config", str(home.settings), "run"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "digest.app.notices" in done.stderr
    assert not [line for line in done.stderr.splitlines() if re.search(r"\|\s+apprise\b", line)]


@pytest.mark.parametrize(
    ("content", "told"), [("", "has no address"), ("nonsense\n", "takes no notice"), (None, "cannot be read")]
)
def test_addresses_that_cannot_be_used_are_told_and_cost_no_letter(
    home: Home, postbox: Postbox, content: str | None, told: str
) -> None:
    if content is not None:
        (home.path / "config" / "notices").write_text(content)
    say(home, '[notices]\nurls_file = "notices"')
    postbox.script["DOT:1"] = "keep and drop"
    mark(home, 1)
    report = json.loads(home.call("run", "--json").out)
    assert report["outcome"] == "issued"
    assert any(told in warning for warning in report["warnings"]), report["warnings"]


@pytest.fixture
def large_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk large enough to keep a reserve, and all but full."""
    place, image = tmp_path / "disk", tmp_path / "image"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(1_200_000_000)
    tools = all(map(shutil.which, ("mkfs.ext4", "fallocate")))
    made = (
        tools
        and os.geteuid() == 0
        and all(
            not subprocess.run(command, check=False, capture_output=True).returncode
            for command in (
                ["mkfs.ext4", "-q", "-m", "0", str(image)],
                ["mount", "-o", "loop", str(image), str(place)],
            )
        )
    )
    if not made:
        pytest.skip("a disk of its own can only be mounted by root, and not everywhere")
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    subprocess.run(["fallocate", "-l", str(free - 20_000_000), place / "filler"], check=True)
    yield place
    subprocess.run(["umount", place], check=True)


def test_no_edition_is_begun_without_room_for_it_and_none_is_lost(home: Home, large_disk: Path) -> None:
    mark(home, 1)
    outbox = {"DIGEST_OUTBOX__FOLDER": str(large_disk / "outbox")}
    done = home.call("run", **outbox)
    assert done.status == 75
    assert f"the disk of '{large_disk / 'outbox'}' has" in done.err
    assert "are missing" in done.err
    assert home.call("check", **outbox).status == 75
    [told] = home.answer("status", **outbox)["standing"]
    assert (told["cause"], "are missing" in told["message"]) == ("disk", True)
    assert home.answer("editions", **outbox)["editions"] == []
    (large_disk / "filler").unlink()
    assert home.answer("run", **outbox)["edition"] == 1
    assert causes(home, **outbox) == []


@pytest.mark.skipif(os.name != "posix", reason="modes are those of Unix")
def test_check_tells_what_others_can_read(home: Home) -> None:
    mark(home, 1)
    home.answer("run")
    assert home.answer("check")["warnings"] == []
    home.library.chmod(0o644)
    assert home.answer("check")["warnings"] == [f"others can read the library: chmod 600 {home.library}"]


@pytest.mark.skipif(os.name != "posix", reason="modes are those of Unix")
def test_check_tells_that_others_can_read_the_address_of_the_heartbeat(home: Home) -> None:
    mark(home, 1)
    home.settings.chmod(0o644)
    address = "https://example.net/ping/canary"
    assert home.answer("check", DIGEST_HEARTBEAT__URL=address)["warnings"] == []
    say(home, f'[heartbeat]\nurl = "{address}"')
    told = home.answer("check")["warnings"]
    assert told == [f"others can read the address of the heartbeat: chmod 600 {home.settings}"]


@pytest.mark.skipif(sys.platform != "linux", reason="systemd, and the clock of another process, are Linux's")
def test_a_service_gives_signs_of_life_to_whoever_listens(home: Home, tmp_path: Path) -> None:
    mark(home, 1)
    clock = Clock(tmp_path / "clock")
    clock.set("2026-02-13T15:00:00+08:00")
    with Listener() as listener, systemd(tmp_path / "notify") as line:
        url = f"http://127.0.0.1:{listener.port}/ping?secret=canary"
        say(home, f'[heartbeat]\nfile = "../var/alive"\nurl = "{url}"')
        watched = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
        assert home.call("status", "--alive").status == 75
        with Serve(home, **clock.environ, **watched) as serve:
            told = [line.recv(1000).decode() for _ in range(4)]
            assert told[0] == "READY=1"
            assert all(state.startswith("WATCHDOG=1\nSTATUS=") for state in told[1:])
            listener.wait_for("/ping?secret=canary")
            assert (home.path / "var" / "alive").read_text().startswith("2026-02-13T07:00")
            assert home.call("status", "--alive", **clock.environ).status == 0
            serve.send(signal.SIGSTOP)
            clock.set("2026-02-13T15:20:00+08:00")
            hung = home.call("status", "--alive", **clock.environ)
            assert (hung.status, "has not come round" in hung.err) == (75, True)
            assert "hung" in causes(home, **clock.environ)
            serve.send(signal.SIGCONT)
            serve.stop()
            while not (state := line.recv(1000).decode()).startswith("STOPPING"):
                assert state.startswith("WATCHDOG")
        assert not serve.count("canary")


def test_the_foot_of_a_letter_speaks_its_language(home: Home, postbox: Postbox) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + 'language = "zh-Hans"\n', "utf-8")
    postbox.script["DOT:1"] = "keep and drop"
    letter(home, 1)
    assert all("有一封信不知是否寄到。" in part for part in letter(home, 2))
