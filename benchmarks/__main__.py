"""`make bench`: measures everything, prints a table, and writes benchmarks/results.json."""

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import calls_dealing, champion, champions_million, clock, customers_million, importing, process
from benchmarks.result import Result

RESULTS = Path(__file__).parent / "results.json"
PARTS = {
    "calls": calls_dealing.measure, "champion": champion.measure, "clock": clock.measure,
    "million": champions_million.measure, "customers": customers_million.measure, "import": importing.measure,
    "process": process.measure,
}  # fmt: skip


def main() -> None:
    chosen = sys.argv[1:] or list(PARTS)
    results: list[Result] = [result for name in chosen for result in PARTS[name]()]
    width = max(len(result.what) for result in results)
    print(f"{'what':{width}}  {'measured':>12}  {'bound':>12}")
    for result in results:
        print(
            f"{result.what:{width}}  {result.shown:>12}  {result.bound_shown:>12}  {'ok' if result.holds else 'MISSED'}"
        )
    if set(chosen) == set(PARTS):
        told = {
            "at": datetime.now(UTC).isoformat(timespec="minutes"), "python": platform.python_version(),
            "results": [result.told() for result in results],
        }  # fmt: skip
        RESULTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(result.holds for result in results) else 1)


main()
