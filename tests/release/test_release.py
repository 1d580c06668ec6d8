"""A release is the same whoever builds it, and its list of parts is what is installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from release.audit import verdict
from release.lock import LOCK, ROOT, read_lock
from release.sbom import SBOM, text


def test_every_package_of_the_lock_has_its_fingerprints() -> None:
    locked = read_lock(LOCK.read_text("utf-8"))
    assert len(locked) == len(re.findall(r"(?m)^[\w.-]+==", LOCK.read_text("utf-8")))
    assert [one.name for one in locked.values() if not (one.fingerprints and one.via)] == []


def test_the_list_of_parts_is_that_of_the_lock() -> None:
    assert SBOM.read_text("utf-8") == text(), "bring it up to date with ./dev sbom"


def installed(name: str, extras: tuple[str, ...] = ("",)) -> dict[str, str]:
    """The distributions that ``name`` needs in this environment, at any remove, each with its version."""
    found: dict[str, str] = {}
    waiting = [(name, extras)]
    while waiting:
        at_hand, wanted = waiting.pop()
        for line in metadata.requires(at_hand) or ():
            one = Requirement(line)
            needed = one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in wanted)
            canonical = re.sub(r"[-_.]+", "-", one.name).lower()
            if needed and canonical not in found:
                found[canonical] = metadata.version(one.name)
                waiting.append((one.name, ("", *one.extras)))
    return found


def test_the_list_of_parts_is_what_is_installed() -> None:
    parts = json.loads(SBOM.read_text("utf-8"))["components"]
    here = {
        part["name"]: part["version"]
        for part in parts
        if all(Marker(one["value"]).evaluate() for one in part.get("properties", ()))
    }
    assert here == installed("digest", ("", "notices"))


def test_the_count_of_packages_is_the_one_that_is_told() -> None:
    bill = json.loads(SBOM.read_text("utf-8"))
    required = [part for part in bill["components"] if part["scope"] == "required"]
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    named = len([one for one in metadata.requires("digest") or () if "extra ==" not in one])
    assert f"That is {named} packages, and {len(required)} with what they need themselves" in page


def test_a_wheel_is_the_same_wherever_it_is_built_and_carries_its_list_of_parts(tmp_path: Path) -> None:
    wheels = []
    for place, mask in (("one", 0o022), ("another/deeper", 0o077)):
        copy = tmp_path / place / "digest"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, copy / name)
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / place)]
        subprocess.run(command, cwd=copy, env=os.environ, umask=mask, capture_output=True, check=True)
        wheels.append(next((tmp_path / place).glob("*.whl")))
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as wheel:
        [sbom] = [name for name in wheel.namelist() if name.endswith(".dist-info/sboms/sbom.cdx.json")]
        assert wheel.read(sbom) == SBOM.read_bytes()


def test_an_audit_that_audited_nothing_is_a_failure_and_so_is_a_hole() -> None:
    skipped = {"dependencies": [{"name": "click", "skip_reason": "not found"}]}
    assert "1 of 1 packages were not audited" in verdict(skipped, ["click"])[0]
    assert "1 of 1 packages were not audited" in verdict({"dependencies": []}, ["click"])[0]
    whole = {"name": "click", "version": "8.2", "vulns": []}
    assert verdict({"dependencies": [whole]}, ["click"]) == []
    hole = {"id": "CVE-2026-1", "fix_versions": ["8.3"]}
    [told] = verdict({"dependencies": [whole | {"vulns": [hole]}]}, ["click"])
    assert told == "click 8.2: CVE-2026-1, mended in 8.3"
