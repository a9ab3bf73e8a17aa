"""A file of a million complaints: imported as the operator does it, beside the plainest way to write the same rows."""

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.importing import ON, ROWS, by_hand, imported, settle
from benchmarks.result import Result

HEAD = ("Ticket #", "Customer Complaint", "Date received", "Received Via", "Stage", "Category", "Priority", "Status",
        "Customer ID", "Department")  # fmt: skip
TABLES = ("complaints", "verbatims")
WORDS = (
    "the bill is wrong again and nobody could explain the fee that stands on it",
    "the speed that was promised never arrives in the evening, whatever they tell me",
    "waited for the technician from nine to five, and nobody came or called",
    "Cancelled in March, still charged in June. I want it back!",
    "was passed on four times and told the same story to each of them",
)
FILED = (("pay", "billing"), ("Use or receive it", "quality"), ("", ""), ("help", "Slow or no answer"), ("leave", ""))


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder) / "one.csv", Path(folder) / "many.csv"
        write(one, 1)
        write(many, ROWS)
        _, idle = imported(one, settle(Path(folder) / "idle.db"), "complaints")
        ours, most = imported(many, settle(Path(folder) / "ours.db"), "complaints")
        again, _ = imported(many, Path(folder) / "ours.db", "complaints")
        hand = by_hand(Path(folder) / "ours.db", settle(Path(folder) / "hand.db"), TABLES)
        yield Result(f"import of {ROWS:,} complaints, from the command to its last line", ours, "s")
        yield Result("the same rows by sqlite3's executemany, in one transaction, same tables and indexes", hand, "s")
        yield Result("import of complaints against executemany", ours / hand, "x", 8)
        yield Result("the same file once more, which changes nothing", again, "s")
        yield Result("memory of the import above that of a file of one row", most - idle, "MB", 200)


def write(file: Path, rows: int) -> None:
    dice = random.Random(6)
    with file.open("w", newline="", encoding="utf-8") as to:
        lines = csv.writer(to)
        lines.writerow(HEAD)
        for number in range(rows):
            stage, category = dice.choice(FILED)
            lines.writerow((
                number + 1, f"{dice.choice(WORDS)} ({number})", (ON - timedelta(days=dice.randrange(1800))).isoformat(),
                dice.choice(("Customer Care Call", "Internet", "email", "store")), stage, category,
                dice.choice(("low", "normal", "high", "")), dice.choice(("Open", "Closed", "Solved")),
                f"C-{dice.randrange(100_000):06}", dice.choice(("Billing", "Field service, Network", "")),
            ))  # fmt: skip
