"""``./dev sbom``: the list of parts of digest in CycloneDX 1.6, made from the lock alone: ``sbom.cdx.json``.

The same lock gives the same bytes: there is no time and no random number in it. The wheel carries it where PEP 770
wants it, ``digest-*.dist-info/sboms/``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from digest import __version__
from release.lock import LOCK, ROOT, Locked, needed, read_lock

SBOM = ROOT / "sbom.cdx.json"
_US = "digest (pyproject.toml)"


def bill(lock: str, optional: set[str]) -> dict[str, Any]:
    """The list of parts.

    Args:
        lock: the text of the lock.
        optional: the packages that extras name; what they alone need is of scope ``optional``.
    """
    locked = read_lock(lock)
    named = {one.name for one in locked.values() if _US in one.via}
    required = needed(locked, named)
    parts = sorted(required | needed(locked, optional))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "digest", "name": "digest", "version": __version__}
        },
        "components": [_component(locked[part], required=part in required) for part in parts],
        "dependencies": [
            {"ref": "digest", "dependsOn": [_ref(locked[part]) for part in sorted(named | optional)]},
            *({"ref": _ref(locked[part]), "dependsOn": _needs(part, parts, locked)} for part in parts),
        ],
    }


def extras() -> set[str]:
    """The packages that the extras of the project name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = (one for extra in project["optional-dependencies"].values() for one in extra)
    return {re.split(r"[^\w.-]", one)[0] for one in named}


def text() -> str:
    """What ``sbom.cdx.json`` is to hold."""
    return json.dumps(bill(LOCK.read_text("utf-8"), extras()), indent=1) + "\n"


def _component(one: Locked, *, required: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": _ref(one),
        "name": one.name,
        "version": one.version,
        "scope": "required" if required else "optional",
        "hashes": [{"alg": "SHA-256", "content": fingerprint} for fingerprint in one.fingerprints],
        "purl": _ref(one),
    }
    if one.marker:
        found["properties"] = [{"name": "digest:marker", "value": one.marker}]
    return found


def _needs(part: str, parts: list[str], locked: Mapping[str, Locked]) -> list[str]:
    return [_ref(locked[other]) for other in parts if part in locked[other].via]


def _ref(one: Locked) -> str:
    return f"pkg:pypi/{one.name}@{one.version}"


if __name__ == "__main__":
    SBOM.write_text(text(), "utf-8")
