"""The record as two spreadsheets: every fix with what came of it, and each step that was told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import exports, journey, members, rights
from models.exports import Export, Page, Part
from models.fixes.ledger import Fix, Step
from models.members import Member
from models.workspaces import Workspace

FIXES = (
    "number", "title", "done means", "target", "stage", "category", "moment of truth", "teams", "why one team",
    "answers for it", "sponsor", "begun on", "due", "state", "done on", "what changed", "number reached", "checked on",
    "complaints before", "complaints after", "verdict",
)  # fmt: skip
STEPS = ("fix", "title", "step", "by", "at", "words")


@dataclass(frozen=True)
class Scope:
    """Whose fixes: everybody's, or those that one person answers for or began."""

    person: str | None

    def over(self, page: Any) -> Any:
        if self.person is None:
            return page
        return page.where(or_(Fix.owner == self.person, Fix.by == self.person))


def _fixes(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next fixes, oldest first; None at the end."""
    page = select(Fix).where(Fix.workspace_id == here.id, Fix.id > after)
    found = session.scalars(scope.over(page).order_by(Fix.id).limit(exports.STEP)).all()
    people = {one for fix in found for one in (fix.owner, fix.sponsor) if one}
    names = members.names(session, here, people)
    labels = (
        journey.stage_labels(session, here), journey.category_labels(session, here),
        journey.moment_labels(session, here),
    )  # fmt: skip
    return [_fix(one, names, labels) for one in found], found[-1].id if len(found) == exports.STEP else None


def _fix(fix: Fix, names: Mapping[str, str], labels: Sequence[Mapping[str, str]]) -> Sequence[Any]:
    keys = (fix.stage, fix.category or "", fix.moment or "")
    where = [known.get(key, key) for known, key in zip(labels, keys, strict=True)]
    days = [day.isoformat() if day else "" for day in (fix.at.date(), fix.due, fix.done_on, fix.check_on)]
    return (
        fix.number, fix.title, fix.done_means, fix.target, *where, ", ".join(fix.teams), fix.alone, names[fix.owner],
        names[fix.sponsor] if fix.sponsor else "", days[0], days[1], fix.state, days[2], fix.changed, fix.reached,
        days[3] if fix.verdict else "", "" if fix.before is None else fix.before,
        "" if fix.after is None else fix.after, fix.verdict or "",
    )  # fmt: skip


def _steps(session: Session, here: Workspace, scope: Scope, after: int) -> Page:
    """The next steps, oldest first; None at the end."""
    page = (
        select(Step, Fix)
        .join(Fix, (Fix.workspace_id == Step.workspace_id) & (Fix.id == Step.fix_id))
        .where(Step.workspace_id == here.id, Step.id > after)
    )
    found = session.execute(scope.over(page).order_by(Step.id).limit(exports.STEP)).all()
    names = members.names(session, here, {step.by for step, _ in found if step.by})
    rows: list[Sequence[Any]] = [
        (fix.number, fix.title, step.step, names[step.by] if step.by else "", step.at.isoformat(), step.note)
        for step, fix in found
    ]
    return rows, found[-1][0].id if len(found) == exports.STEP else None


def _scope(session: Session, here: Workspace, reader: Member, args: Mapping[str, Any]) -> Scope | None:
    """None if they may see more or less by now than what was promised."""
    whole = rights.may(session, here, reader, exports.ACT)
    return Scope(None if whole else reader.slack_id) if whole == args["whole"] else None


EXPORT = Export(
    ritual="fixes", work="fixes.export", sent="fixes.exported", stopped="fixes.export_stopped",
    parts=(Part("fixes", FIXES, _fixes), Part("steps", STEPS, _steps)), scope=_scope, told=("whole",),
)  # fmt: skip


def order(session: Session, here: Workspace, by: Member, *, at: datetime) -> bool:
    """Promise both files to somebody: for a CX lead every fix (True), else those that are theirs."""
    whole = rights.may(session, here, by, exports.ACT)
    exports.order(session, here, EXPORT, by, at=at, whole=whole, noted={"everything": whole})
    return whole


def export_step(session: Session, here: Workspace, args: Mapping[str, Any], cursor: Any, *, at: datetime) -> Any:
    """The next lines of a file."""
    return exports.step(session, here, EXPORT, args, cursor, at=at)


def export(session: Session, here: Workspace) -> Iterator[dict[str, Any]]:
    """Every fix, a row each: for whoever has the command line."""
    return exports.rows_of(session, here, EXPORT.parts[0], Scope(None))


def stop_exports(session: Session, here: Workspace, *, at: datetime) -> None:
    """Somebody was erased: files that hold them and have not left never will."""
    exports.stop(session, here, EXPORT, at=at)
