"""``./dev audit``: whether a package of the lock has a known hole, by pip-audit.

It asks a database of advisories over the network. Where there is none, pip-audit skips every package and calls that
no holes: so whatever was not audited counts as a failure here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from typing import Any

from release.lock import LOCK, read_lock

PIP_AUDIT = "pip-audit>=2.10"


def verdict(report: dict[str, Any], wanted: Collection[str]) -> list[str]:
    """What is wrong, by the JSON of pip-audit and the names of all packages; empty when all is well."""
    told = {package["name"]: package for package in report["dependencies"]}
    missing = sorted(name for name in wanted if "vulns" not in told.get(name, {}))
    wrong = [
        f"{name} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'none yet'}"
        for name, package in sorted(told.items())
        for hole in package.get("vulns", ())
    ]
    if missing:
        wrong.append(
            f"{len(missing)} of {len(wanted)} packages were not audited ({', '.join(missing[:5])}, …): "
            "this says nothing about them; run it where a database of advisories can be reached"
        )
    return wrong


def main() -> int:
    """Audit the lock and tell; returns the exit status."""
    # Not pip's own resolver: the lock is for all systems, and is whole.
    command = [sys.executable, "-m", "uv", "tool", "run", "--from", PIP_AUDIT, "pip-audit"]
    options = ["--strict", "--disable-pip", "--no-deps", "--require-hashes", "--format", "json", "-r", str(LOCK)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        print(
            done.stderr.strip(),
            "audit: pip-audit gave no report, so nothing was audited",
            sep="\n",
            file=sys.stderr,
        )
        return 1
    locked = read_lock(LOCK.read_text("utf-8"))
    if wrong := verdict(report, locked):
        print(*(f"audit: {line}" for line in wrong), sep="\n", file=sys.stderr)
        return 1
    print(f"audit: {len(locked)} packages, no hole is known", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
