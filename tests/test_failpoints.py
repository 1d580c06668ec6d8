"""Failpoints act where and when they are asked to, and what they interrupt is made whole by the next run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from digest.failpoints import POINTS
from tests.acceptance.home import Home, cubox, make_home
from tests.acceptance.test_mail import HER, HIM, with_mail
from tests.postbox import Postbox

ROOT = Path(__file__).parents[1]
CARD = 7421446577446000001

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process ends with no signal there")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = make_home(tmp_path / "home")
    home.write("tides.md", cubox(CARD, "潮汐表", {CARD + 1: "A mark for the letter."}))
    return home


def calls() -> list[str]:
    """The names of all failpoints in the code, in no order."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "digest").rglob("*.py"))
    return re.findall(r'(?<![\w.])failpoint\("([\w-]+)"\)', code)


def test_every_failpoint_is_listed_documented_and_somewhere() -> None:
    assert set(calls()) == set(POINTS)
    page = (ROOT / "docs/faults.md").read_text("utf-8")
    assert [name for name, state in POINTS.items() if f"| `{name}` | {state} |" not in page] == []


@pytest.mark.parametrize("told", ["nowhere:1:kill", "before-mark", "before-mark:0:kill", "before-mark:1:dance"])
def test_a_failpoint_that_is_none_is_refused(home: Home, told: str) -> None:
    done = home.call("run", DIGEST_FAILPOINT=told)
    assert (done.status, "DIGEST_FAILPOINT" in done.err) == (78, True)


def test_a_failpoint_acts_at_its_nth_time(home: Home) -> None:
    with Postbox() as postbox:
        with_mail(home, postbox, HER, HIM)
        assert home.call("run", DIGEST_FAILPOINT="before-last-dot:2:kill").status == -9
        assert postbox.recipients == ["her@example.net"]
        home.call("run")
        assert postbox.recipients == ["her@example.net"]
