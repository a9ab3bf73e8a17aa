"""Where in the journey it hurts: how many customers were lost there in the last twelve months, and what they say."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import journey
from models.calendar import local_day
from models.customers.numbers import reasons_in
from models.workspaces import Workspace

A_YEAR = timedelta(days=365)


def by_stage(session: Session, here: Workspace, *, at: datetime) -> dict[str, float]:
    """For each stage that has any: what went wrong there in the last 365 days, each case as one.

    A loss belongs to the stage of its reason, and to none where the reason has none. Rituals that know nothing of each
    other are added up here, so that a plan can be made of all of them.
    """
    until = local_day(at, here.zone)
    reasons, hurts = journey.every_reason(session, here), Counter[str]()
    for key, count in reasons_in(session, here, until - A_YEAR, until + timedelta(days=1)).items():
        if key in reasons and (stage := reasons[key].stage):
            hurts[stage] += count
    return {stage: float(count) for stage, count in hurts.items()}
