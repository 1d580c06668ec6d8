"""What comes in by the door: the clock, the environment and the place of the settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from digest import failpoints
from digest.app.home import system_zone
from digest.app.settings import LibrarySettings, Settings
from digest.app.settings_file import load, unset_library
from digest.app.supervisor import Supervisor
from digest.app.templates import beside
from digest.errors import SettingsError

LOCAL_SETTINGS = Path("config/digest.toml")


def now() -> datetime:
    """The present moment, in UTC and in whole milliseconds, as the library keeps moments."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def settings_path(given: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the settings are: as given, ``$DIGEST_CONFIG``, ``config/digest.toml`` here, or the user's own."""
    if given is not None:
        return given
    if told := environ.get("DIGEST_CONFIG"):
        return Path(told)
    return LOCAL_SETTINGS if LOCAL_SETTINGS.is_file() else user_settings(environ)


def user_settings(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file in the user's config folder, by the custom of the system."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(environ.get("APPDATA", home / "AppData" / "Roaming"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environ.get("XDG_CONFIG_HOME", home / ".config"))
    return base / "digest" / "digest.toml"


def open_settings(given: Path | None) -> Settings:
    """The settings of this run; the failpoint that the environment names is armed.

    Raises:
        SettingsError: they are missing or wrong.
    """
    try:
        failpoints.arm(os.environ.get(failpoints.VARIABLE, ""))
    except ValueError as error:
        raise SettingsError([f"{failpoints.VARIABLE}: {error}"]) from error
    return load(settings_path(given), os.environ)


def reading_settings(given: Path | None) -> tuple[LibrarySettings, ZoneInfo]:
    """What decides how a file is read, and the zone of dates that state none; defaults where nobody set anything.

    Raises:
        SettingsError: the settings are wrong, or those that were named are missing.
    """
    path = settings_path(given)
    if given is None and "DIGEST_CONFIG" not in os.environ and not path.exists():
        return unset_library(), ZoneInfo(system_zone())
    settings = load(path, os.environ)
    return settings.library, settings.timezone


def forget_our_environment() -> None:
    """Let this process know no setting but those of the file that it is given."""
    for name in [name for name in os.environ if name.startswith("DIGEST_")]:
        del os.environ[name]


def colourful(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether terminals may be written to in more than one style (no-color.org)."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def supervisor(environ: Mapping[str, str] = os.environ) -> Supervisor:
    """Who started this process and wants to hear of it (sd_notify(3), sd_watchdog_enabled(3)), if anybody does."""
    ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    told = environ.get("WATCHDOG_USEC", "")
    return Supervisor(environ.get("NOTIFY_SOCKET", ""), int(told) / 1e6 if ours and told.isdecimal() else 0.0)


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Where templates are looked up with these settings."""
    return beside(settings.path)
