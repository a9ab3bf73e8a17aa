"""A request for every handler of fixes, with the numbers of whatever it is told to reach for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.envelopes import pressed, submitted, typed

if TYPE_CHECKING:
    from tests.reaching import Things

Body = dict[str, Any]
DUE: Body = {"selected_date": "2026-12-24"}
NEW: Body = {
    "title": "Bills that are right", "done_means": "The first bill is right.", "target": "4 in 1,000", "due": DUE,
    "other_teams": "Billing, Sales", "alone": None, "stage": "=pay", "category": "=billing",
    "moment": "=first_invoice", "sponsor": {"selected_user": None},
    "teams": {"type": "multi_static_select", "selected_options": []},
}  # fmt: skip


def fixes_pressed(user: str, of: "Things") -> Iterator[Body]:
    """All that a person can press, fill in and type about fixes; what ends one comes last."""
    fix, done, wall = (of.fixes[name] for name in ("fix", "done", "roadblock"))
    filed = f"complaint:{of.fixes['evidence']}"
    for text in ("", "mine", "help", "new", "export", "settings", "1", "what"):
        yield typed(user, "/fixes", text)
    for value in ("new", filed, "reason:service", f"call:{of.calls.get('conversation', 1)}"):
        yield pressed(user, "fixes.begin", value, response_url=of.url)
    yield pressed(user, "fixes.attach", filed, view="V1")
    yield pressed(user, "fixes.list_after", "ended:8", response_url=of.url)
    yield pressed(user, "fixes.list_here", "under way:0")
    yield submitted(user, "fixes.start", {"of": "new", "under": ""}, owner=_one(user), **NEW)
    yield submitted(user, "fixes.link", {"of": "reason:service"}, fix=f"={done}")
    for verb in ("look", "edit", "moved", "blocked", "done", "stop"):
        yield pressed(user, f"fixes.{verb}", str(fix), response_url=of.url)
    yield pressed(user, "fixes.answer", str(wall), response_url=of.url)
    kept = {"fix": fix, "under": "", "told": of.url}
    yield submitted(user, "fixes.amend", kept, owner=_one(user), **NEW)
    yield submitted(user, "fixes.move", kept, changed="Better")
    yield pressed(user, "fixes.no_change", f"{fix}:asked", response_url=of.url)
    answer = {"outcome": "=decided", "answer": "Yes"}
    yield submitted(user, "fixes.decide", {"roadblock": wall, "fix": fix, "under": ""}, **answer)
    yield pressed(user, "fixes.unblock", str(fix), view="V1")
    ask: Body = {"what": "No money", "needs": "=money", "decision": "More money?", "sponsor": _one(of.person)}
    yield submitted(user, "fixes.block", kept, **ask)
    yield pressed(user, "fixes.unlink", f"{fix}:{of.fixes['piece']}", view="V1")
    yield submitted(user, "fixes.finish", kept, changed="All right", reached="1 in 1,000", on={"selected_date": None})
    yield submitted(user, "fixes.drop", kept, why="It is too late")
    yield pressed(user, "fixes.reopen", str(done), view="V1")


def _one(user: str) -> Body:
    return {"selected_user": user}
