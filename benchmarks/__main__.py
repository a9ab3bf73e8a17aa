"""`make bench`: measures everything, prints a table, and writes benchmarks/results.json."""

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    calls_dealing,
    champion,
    champions_million,
    clock,
    complaint,
    complaints_importing,
    complaints_million,
    customers_million,
    false_alarms,
    importing,
    process,
)
from benchmarks.result import Result

RESULTS = Path(__file__).parent / "results.json"
PARTS = {
    "calls": calls_dealing.measure, "champion": champion.measure, "complaint": complaint.measure,
    "clock": clock.measure, "million": champions_million.measure, "customers": customers_million.measure,
    "import": importing.measure, "bring": complaints_importing.measure,
    "process": process.measure, "trends": complaints_million.measure, "alarms": false_alarms.measure,
}  # fmt: skip


def main() -> None:
    chosen = sys.argv[1:] or list(PARTS)
    results: list[Result] = []
    for name in chosen:
        measured = list(PARTS[name]())
        _keep(name, measured)
        results += measured
    width = max(len(result.what) for result in results)
    print(f"{'what':{width}}  {'measured':>12}  {'bound':>12}")
    for result in results:
        print(
            f"{result.what:{width}}  {result.shown:>12}  {result.bound_shown:>12}  {'ok' if result.holds else 'MISSED'}"
        )
    sys.exit(0 if all(result.holds for result in results) else 1)


def _keep(part: str, measured: list[Result]) -> None:
    """Each part is one run: what it measured stands in the file until it is measured again."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[part] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"), "python": platform.python_version(),
        "results": [result.told() for result in measured],
    }  # fmt: skip
    in_order = {name: known[name] for name in PARTS if name in known}
    RESULTS.write_text(json.dumps(in_order, indent=2) + "\n", encoding="utf-8")


main()
