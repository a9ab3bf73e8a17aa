"""New complaints of a list, written down at once: each with its number, and its words for reports."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from models.base import insert_all, reserved
from models.calendar import instant
from models.complaints import sight
from models.complaints.columns import CLOSED
from models.complaints.keeping import RITUAL
from models.complaints.ledger import RECEIVED, UNSURE, Complaint
from models.complaints.naming import named
from models.complaints.recording import LAST_NUMBER, TURN, restricted
from models.verbatims import Verbatim
from models.workspaces import Workspace

NOON = time(12)  # of a day of which no more is known
FILED = ("what", "stage", "category", "detail", "severity", "source", "customer_id", "customer_said", "teams", "link",
         "on")  # fmt: skip
NEW = ("id", "number", "ref", "origin", "at", "state", "closed_at", "first_closed_at", "named", "restricted", "told",
       "counted", *FILED)  # fmt: skip
NONE_YET: dict[str, Any] = {"letters": [], "affected": "", "confided": False, "private": False}
QUOTED = ("record", "words", "at", "audience", "stage", "customer_id")


class Rows:
    """What a batch adds. `told` of each are columns of a complaint, `status` and `closed_on`."""

    def __init__(self, session: Session, here: Workspace, *, at: datetime) -> None:
        self.session, self.here, self.at = session, here, at
        self.rows: list[dict[str, Any]] = []
        self.noons: dict[date, datetime] = {}

    def add(self, ref: str, origin: str, told: Mapping[str, Any], *, kept: dict[str, Any], counted: bool) -> None:
        """`kept` is what is remembered of what the list says."""
        came = self._noon(told["on"])
        closed = (self._noon(told["closed_on"]) if told["closed_on"] else came) if told["status"] == CLOSED else None
        names = named(self.session, self.here, told["what"])
        self.rows.append({
            **{name: told[name] for name in FILED}, "ref": ref, "origin": origin, "at": came,
            "state": CLOSED if closed else RECEIVED, "closed_at": closed, "first_closed_at": closed, "named": names,
            "restricted": restricted(told["category"], names), "told": kept, "counted": counted,
        })  # fmt: skip

    def write(self) -> Sequence[Mapping[str, Any]]:
        """All of them, numbered in their order. Gives them as they are kept."""
        if not self.rows:
            return ()
        self.session.execute(TURN, {"here": self.here.id})
        first = (self.session.scalar(LAST_NUMBER, {"here": self.here.id}) or 0) + 1
        ids = reserved(self.session, Complaint, len(self.rows))
        for place, (row, number) in enumerate(zip(self.rows, ids, strict=True)):
            row |= {"id": number, "number": first + place}
        here = {"workspace_id": self.here.id}
        insert_all(self.session, Complaint, {**here, **NONE_YET}, NEW, [[row[one] for one in NEW] for row in self.rows])
        if words := [said for row in self.rows if (said := _quoted(row))]:
            insert_all(self.session, Verbatim, {**here, "ritual": RITUAL}, QUOTED, words)
        return self.rows

    def _noon(self, day: date) -> datetime:
        if day not in self.noons:
            self.noons[day] = min(self.at, instant(day, NOON, self.here.zone))
        return self.noons[day]


def _quoted(row: Mapping[str, Any]) -> list[Any] | None:
    """A verbatim's columns, in the order of QUOTED; None of words that are none."""
    audience = sight.readers(restricted=row["restricted"], private=NONE_YET["private"], state=row["state"])
    stage = row["stage"] if row["stage"] != UNSURE else None
    return [row["id"], row["what"], row["at"], audience, stage, row["customer_id"]] if audience else None
