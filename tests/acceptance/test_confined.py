"""digest works for a user without any rights, on a system that is read-only but for its own home."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.acceptance.home import Home, cubox

CARD = 7421446577446000001
NOBODY = 65_534

# The interpreter may lie below a home that only root can enter: it is shown to nobody at its own place.
CONFINE = r"""
set -e
mount --make-rprivate /
mount --bind "$HOME_OF_DIGEST" /mnt
case "$PYTHON_LIES_IN" in /root/*)
    mkdir -p /mnt/python
    mount --bind "$PYTHON_LIES_IN" /mnt/python
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p "$PYTHON_LIES_IN"
    mount --move /mnt/python "$PYTHON_LIES_IN"
esac
mount -o remount,bind,ro /
cd /mnt
exec setpriv --reuid=$NOBODY --regid=$NOBODY --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH="$PATH" TMPDIR=/mnt/tmp LANG=C.UTF-8 "$@"
"""


def confined(home: Home, *command: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {
        "HOME_OF_DIGEST": str(home.path),
        "PYTHON_LIES_IN": sys.base_prefix,
        "NOBODY": str(NOBODY),
    }
    words = ["unshare", "--mount", "sh", "-c", CONFINE, "sh", *command]
    return subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def house(home: Home) -> Home:
    """The home, nobody's own but for its clippings, which nobody can only read."""
    if not (os.geteuid() == 0 and shutil.which("unshare") and shutil.which("setpriv")):
        pytest.skip("only root can take all rights from a process, with unshare and setpriv")
    home.write("tides.md", cubox(CARD, "Tides", {CARD + 1: "The mark of a reader."}))
    (home.path / "tmp").mkdir()
    for path in (home.path, home.path / "tmp", home.settings.parent, home.settings):
        os.chown(path, NOBODY, NOBODY)
    python = shlex.quote(sys.executable)
    trial = confined(home, "sh", "-c", f"{python} -c 'import digest' && ! touch /etc/digest 2>/dev/null")
    if trial.returncode:
        pytest.skip(f"a process cannot be confined here: {trial.stderr.strip()[-200:]}")
    return home


def test_a_user_without_rights_on_a_read_only_system_has_letters_and_a_service(house: Home) -> None:
    digest = (sys.executable, "-m", "digest", "--config", "/mnt/config/digest.toml")
    for words in (("check",), ("run",), ("status",), ("check",)):
        done = confined(house, *digest, *words)
        assert done.returncode == 0, done.stderr
    assert len(list(house.outbox.rglob("message.html"))) == 1
    begun = "until grep -q 'the service begins' /mnt/tmp/log; do sleep 0.1; done"
    call = shlex.join(digest)
    serve = f"{call} serve 2> /mnt/tmp/log & {begun}; {call} status --alive && kill $! && wait $!"
    done = confined(house, "sh", "-c", serve)
    log = (house.path / "tmp" / "log").read_text("utf-8")
    assert done.returncode == 0, done.stderr + log
    assert "the service ends" in log
    assert "Traceback" not in log
    written = {path for path in house.path.rglob("*") if path.stat().st_uid == NOBODY and path.is_file()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in written if path.parent.name == "var")


@pytest.mark.skipif(
    not (shutil.which("strace") and shutil.which("systemd-analyze")),
    reason="strace and systemd-analyze tell the calls",
)
def test_a_run_and_the_service_make_no_call_that_the_unit_forbids(house: Home) -> None:
    digest = shlex.join((sys.executable, "-m", "digest", "--config", "/mnt/config/digest.toml"))
    told = house.path / "tmp" / "calls"
    traced = "strace -f -c -o /mnt/tmp/calls"
    begun = "until grep -q 'daily: ' /mnt/tmp/log; do sleep 0.1; done"
    kill = r"kill $(sed -n 's/.*begins (pid \([0-9]*\)).*/\1/p' /mnt/tmp/log)"  # not strace itself
    called = set()
    for words in (f"{traced} {digest} run", f"{traced} {digest} serve 2> /mnt/tmp/log & {begun}; {kill}; wait"):
        done = confined(house, "sh", "-c", words)
        assert told.exists(), done.stderr
        called |= {line.split()[-1] for line in told.read_text().splitlines()[2:-2]}
        told.unlink()
    assert {"fdatasync", "pwrite64", "inotify_add_watch"} <= called
    assert called <= calls_of("@system-service") - calls_of("@privileged") - calls_of("@resources")


def calls_of(group: str) -> set[str]:
    """The system calls of a group, as systemd names them."""
    told = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True)
    words = {line.strip() for line in told.stdout.splitlines()[1:] if line.strip() and "#" not in line}
    groups = {word for word in words if word.startswith("@")}
    return (words - groups).union(*map(calls_of, groups))
