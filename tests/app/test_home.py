"""Making a new home."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.app.home import make_home, system_zone
from digest.app.settings_file import load
from digest.errors import SettingsError
from digest.shipped import folder


def contents(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_new_home_has_settings_that_work_and_every_sample(tmp_path: Path) -> None:
    home = tmp_path / "some" / "where"
    made = list(make_home(home))
    samples = {f"seeds/{path.name}" for path in folder("seeds").iterdir()}
    assert samples
    assert (
        {str(path.relative_to(home)) for path, _ in made}
        == contents(home).keys()
        == {"config/digest.toml"} | samples
    )
    assert all(fresh for _, fresh in made)
    assert load(home / "config" / "digest.toml", {}).library.folders == (home / "seeds",)


def test_a_home_is_set_to_the_time_zone_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    list(make_home(tmp_path))
    assert load(tmp_path / "config" / "digest.toml", {}).digests["daily"].timezone.key == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("told", "zone"),
    [(":Europe/Berlin", "Europe/Berlin"), ("UTC", "UTC"), ("CST-8", "UTC"), ("../../etc", "UTC"), ("Asia", "UTC")],
)
def test_a_zone_without_a_name_is_utc(told: str, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", told)
    assert system_zone() == zone


def test_without_a_word_from_the_environment_the_zone_is_that_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TZ")
    monkeypatch.setattr("os.path.realpath", lambda _: "/usr/share/zoneinfo/America/Lima")
    assert system_zone() == "America/Lima"
    monkeypatch.setattr("os.path.realpath", lambda path: path)
    assert system_zone() == "UTC"


def test_a_second_time_nothing_is_made_and_nothing_is_changed(tmp_path: Path) -> None:
    list(make_home(tmp_path))
    (tmp_path / "config" / "digest.toml").write_text("mine")
    before = contents(tmp_path)
    again = list(make_home(tmp_path))
    assert not any(made for _, made in again)
    assert contents(tmp_path) == before


def test_seeds_of_ones_own_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.md").write_text("Mine.")
    made = dict(make_home(tmp_path))
    assert made == {tmp_path / "config" / "digest.toml": True, tmp_path / "seeds": False}
    assert [path.name for path in (tmp_path / "seeds").iterdir()] == ["mine.md"]


def test_a_link_in_the_place_of_the_settings_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digest.toml").symlink_to(tmp_path / "elsewhere.toml")
    made = dict(make_home(tmp_path))
    assert not made[tmp_path / "config" / "digest.toml"]
    assert not (tmp_path / "elsewhere.toml").exists()


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file.")
    with pytest.raises(
        SettingsError, match=r"'.*digest\.toml' cannot be written: .*; name another folder"
    ) as refused:
        list(make_home(tmp_path / "file"))
    assert refused.value.status == 78
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config").write_text("I am a file too.")
    with pytest.raises(SettingsError, match="cannot be written"):
        list(make_home(tmp_path / "home"))
