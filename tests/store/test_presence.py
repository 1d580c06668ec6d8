"""One service at a time for a library, and who it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest.errors import LibraryBusy, LibraryError
from digest.store.presence import no_service, only_service, service_at_work, tell


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "var" / "digest.db"


def test_a_second_service_is_refused_and_told_who_is_at_work(library: Path) -> None:
    with only_service(library):
        holder = service_at_work(library)
        assert holder is not None
        assert holder.pid == os.getpid()
        with pytest.raises(LibraryBusy, match=f"pid {os.getpid()} on ") as refused, only_service(library):
            pass
        assert refused.value.status == 75
    assert service_at_work(library) is None
    with only_service(library):
        pass


def test_a_service_says_which_folders_it_sees_by_looking_only(library: Path) -> None:
    with only_service(library):
        tell(library, polled={"/clippings": "nfs4 does not report every change"})
        holder = service_at_work(library)
        assert holder is not None
        assert holder.polled == {"/clippings": "nfs4 does not report every change"}
    with only_service(library):
        holder = service_at_work(library)
        assert holder is not None
        assert holder.polled == {}


@pytest.mark.parametrize("card", ["", "{", "[]", '"x"', '{"pid": 1}', "4711 linden\n"])
def test_a_card_that_says_nothing_is_nobodys(library: Path, card: str) -> None:
    with only_service(library):
        library.with_name("digest.db.service").write_text(card, "utf-8")
        assert service_at_work(library) is None


def test_a_service_that_was_killed_is_not_at_work(library: Path) -> None:
    killed = (
        "import os; from pathlib import Path; from digest.store.presence import only_service\n"
        f"with only_service(Path({str(library)!r})): os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert library.with_name("digest.db.service").exists()
    assert service_at_work(library) is None
    with only_service(library):
        assert service_at_work(library) is not None


def test_who_keeps_services_away_is_none(library: Path) -> None:
    card = library.with_name("digest.db.service")
    with only_service(library):
        left_behind = card.read_text("utf-8")
    card.write_text(left_behind, "utf-8")
    with no_service(library):
        assert service_at_work(library) is None
        with pytest.raises(LibraryBusy, match="is being restored"), only_service(library):
            pass


def test_looking_makes_nothing(library: Path) -> None:
    assert service_at_work(library) is None
    assert not library.parent.exists()


def test_a_place_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands where a folder is needed")
    with pytest.raises(LibraryError, match="cannot be locked"), only_service(tmp_path / "var" / "digest.db"):
        pass
