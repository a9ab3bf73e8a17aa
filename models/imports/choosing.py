"""How a file is to be read, as a form shows it and as somebody chooses it there."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models import imports
from models.errors import Refusal
from models.imports import Table, Upload
from models.imports.handing import Desk, waiting
from models.members import Member
from models.workspaces import Workspace

NONE = "-"  # in a menu: nothing of all this
MOST_HEADS = 60  # columns in each menu: with more the form would be too large for Slack
SAMPLES, SAMPLE = 3, 30  # cells that are shown of a column, and letters of each


def form(session: Session, here: Workspace, desk: Desk, by: Member, upload_id: int) -> dict[str, Any]:
    """What was understood: for each field its column, with some cells of it."""
    upload = waiting(session, here, desk, by, upload_id, to_change=False)
    if not upload.table:
        raise Refusal("I am still looking through this file: its message says when I am done.")
    table, plan = Table.of(upload.table), upload.tally.get("plan") or upload.tally["asked"]
    columns = plan["columns"] or imports.guess(desk.imported.fields, table.heads, table.samples)
    heads = _offered(table, columns)
    chosen = {head: number for number, head in heads}
    fields = [
        {
            "name": one.name, "label": desk.label_of(one.name), "help": one.help,
            "chosen": chosen.get(columns.get(one.name, ""), NONE), "sample": _sample(table, columns.get(one.name, "")),
        }
        for one in desk.imported.fields
    ]  # fmt: skip
    seen = upload.tally if "told" in upload.tally else None
    more, fixed = sum(map(bool, table.heads)) - len(heads), [f"{one}={its}" for one, its in plan["fixed"].items()]
    return {
        "name": upload.name, "fields": fields, "heads": heads, "more": more, "on": plan["on"], "days": plan["days"],
        "fixed": "\n".join(fixed),
        "sentence": desk.imported.sentence(imports.Plan(**upload.tally["plan"]), seen) if seen else "",
    }  # fmt: skip


def _offered(table: Table, columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """(number, head) of the columns in the menus, those that are chosen now among them."""
    numbered = [(number, head) for number, head in enumerate(table.heads) if head]
    used = set(columns.values())
    first = sorted(numbered, key=lambda one: (one[1] not in used, one[0]))[:MOST_HEADS]
    return [(str(number), head) for number, head in sorted(first)]


def _sample(table: Table, head: str) -> str:
    cells = dict.fromkeys(cell.strip()[:SAMPLE] for cell in table.samples.get(head, ()) if cell.strip())
    return ", ".join(f"“{cell}”" for cell in list(cells)[:SAMPLES])


def chosen(desk: Desk, upload: Upload, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody chose, as a look needs it. Refusal names each field that can't be as it is."""
    heads = Table.of(upload.table).heads
    wrong: dict[str, str] = {}
    fixed = _fixed(desk, str(typed.get("fixed") or ""), wrong)
    columns = {}
    for one in desk.imported.fields:
        pick = str(typed.get(f"column_{one.name}") or NONE)
        known = pick.isdecimal() and int(pick) < len(heads) and one.name not in fixed
        columns[one.name] = heads[int(pick)] if known else ""
    for head, count in Counter(filter(None, columns.values())).items():
        both = [name for name, its in columns.items() if its == head]
        if count > 1:
            wrong |= {f"column_{name}": f"“{head[:80]}” is chosen twice: a column holds one thing." for name in both}
    if wrong:
        raise Refusal(fields=wrong)
    days = str(typed.get("days") or NONE)
    return {"columns": columns, "fixed": fixed, "days": "" if days == NONE else days, "on": typed.get("on") or None}


def _fixed(desk: Desk, text: str, wrong: dict[str, str]) -> dict[str, str]:
    """{field: value} out of lines like kind=consumer."""
    known, fixed = {one.name for one in desk.imported.fields} - {desk.imported.key}, {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, value = (part.strip() for part in line.partition("="))
        if name not in known or not value:
            wrong["fixed"] = f"“{line[:80]}” is no field and value: write one a line, as {desk.fixed}."
        fixed[name] = value
    return fixed
