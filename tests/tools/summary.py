"""Count the tests of a run from its JUnit files and print the closing summary."""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def count(path: Path) -> tuple[int, int, int]:
    """Return how many tests of one JUnit file passed, failed and were skipped."""
    passed = failed = skipped = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") in {"notrun", "disabled"}:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main() -> int:
    """Print one line a file, one for the steps and the sum; 0 when nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps-passed", type=int, required=True)
    parser.add_argument("--steps-failed", type=int, required=True)
    arguments = parser.parse_args()

    rows = [(path.stem, *count(path)) for path in sorted(arguments.folder.glob("*.xml"))]
    rows.append(("steps", arguments.steps_passed, arguments.steps_failed, 0))
    for name, passed, failed, skipped in rows:
        print(f"{name + ':':<12}{passed:6d} passed {failed:4d} failed {skipped:4d} skipped")
    passed, failed, skipped = (sum(row[k] for row in rows) for k in (1, 2, 3))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
