"""Making a new home."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from digest.app.home import Mail, Wishes, make_home, system_language, system_zone
from digest.app.secret import with_password
from digest.app.settings_file import load
from digest.errors import SettingsError
from digest.model.letter import MailServer
from digest.shipped import folder

PLAIN = Wishes(timezone="UTC")


def contents(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_new_home_has_settings_that_work_and_every_sample(tmp_path: Path) -> None:
    home = tmp_path / "some" / "where"
    made = list(make_home(home, PLAIN))
    samples = {f"seeds/{path.name}" for path in folder("seeds").iterdir()}
    assert samples
    assert (
        {str(path.relative_to(home)) for path, _ in made}
        == contents(home).keys()
        == {"config/digest.toml"} | samples
    )
    assert all(fresh for _, fresh in made)
    assert load(home / "config" / "digest.toml", {}).library.folders == (home / "seeds",)


def test_a_home_is_made_as_wished_and_the_password_is_nobody_elses(tmp_path: Path) -> None:
    server = MailServer("mail.example.net", 465, "tls", "reader", 'pass"word\\')
    mail = Mail(server, '拾句 "Gleanings" <digest@example.net>', "reader@example.net")
    (tmp_path / "my notes").mkdir()
    wishes = Wishes("Asia/Shanghai", tmp_path / "my notes", "zh-Hans", mail)
    made = dict(make_home(tmp_path, wishes))
    password = tmp_path / "config" / "smtp-password"
    assert made[password]
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    settings = load(tmp_path / "config" / "digest.toml", {})
    assert settings.library.folders == (tmp_path / "my notes",)
    assert settings.smtp.server
    assert with_password(settings.smtp.server, settings.smtp.secret) == server
    assert (settings.smtp.sender, settings.imap) == (mail.sender, None)
    daily = settings.digests["daily"]
    assert (daily.timezone.key, daily.language, daily.to) == ("Asia/Shanghai", "zh-Hans", ("reader@example.net",))
    shipped = (folder("config") / "digest.toml").read_text("utf-8")
    told = (tmp_path / "config" / "digest.toml").read_text("utf-8")
    assert [line.partition("# ")[2] for line in told.splitlines()] == [
        line.partition("# ")[2] for line in shipped.splitlines()
    ]


@pytest.mark.parametrize(
    ("told", "language"), [("zh_CN.UTF-8", "zh-Hans"), ("en_GB.UTF-8", "en"), ("C.UTF-8", "en"), ("", "en")]
)
def test_the_language_of_a_home_is_that_of_the_machine(
    told: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", told)
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", "")
    assert system_language() == language


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
    list(make_home(tmp_path, PLAIN))
    (tmp_path / "config" / "digest.toml").write_text("mine")
    before = contents(tmp_path)
    again = list(make_home(tmp_path, PLAIN))
    assert not any(made for _, made in again)
    assert contents(tmp_path) == before


def test_seeds_of_ones_own_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.md").write_text("Mine.")
    made = dict(make_home(tmp_path, PLAIN))
    assert made == {tmp_path / "config" / "digest.toml": True, tmp_path / "seeds": False}
    assert [path.name for path in (tmp_path / "seeds").iterdir()] == ["mine.md"]


def test_a_link_in_the_place_of_the_settings_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "digest.toml").symlink_to(tmp_path / "elsewhere.toml")
    made = dict(make_home(tmp_path, PLAIN))
    assert not made[tmp_path / "config" / "digest.toml"]
    assert not (tmp_path / "elsewhere.toml").exists()


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file.")
    with pytest.raises(
        SettingsError, match=r"'.*digest\.toml' cannot be written: .*; name another folder"
    ) as refused:
        list(make_home(tmp_path / "file", PLAIN))
    assert refused.value.status == 78
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config").write_text("I am a file too.")
    with pytest.raises(SettingsError, match="cannot be written"):
        list(make_home(tmp_path / "home", PLAIN))
