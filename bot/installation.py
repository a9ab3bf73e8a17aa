"""Taking a company in with one token: who we are there, and what we were granted."""

import logging
from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot import answers
from bot.database import Database
from models import workspaces
from models.errors import Refusal
from models.outbox import PARKED
from models.workspaces import Workspace

log = logging.getLogger(__name__)


class NotInstalled(Refusal):
    """Slack does not know the token, or can't be reached and never was. The message says what to do."""


def install(database: Database, client: WebClient, now: Callable[[], datetime]) -> Workspace:
    """Ask Slack who this token is, and keep it. If Slack can't be reached, what was kept before will do."""
    try:
        answer = client.auth_test()
    except answers.TROUBLE as fault:
        if isinstance(fault, SlackApiError) and (word := refused(fault)):
            raise NotInstalled(
                f"Slack refuses the token ({word}): copy SLACK_BOT_TOKEN again from OAuth & Permissions."
            ) from fault
        with database.reading() as session:
            known = workspaces.active(session)
        if not known:
            raise NotInstalled(
                f"Slack could not be reached ({type(fault).__name__}), and it never was before: try again later."
            ) from fault
        log.warning("slack could not be reached at start; going on with what is known")
        return known[0]
    with database.writing() as session:
        return workspaces.install(
            session, answer["team_id"], name=answer.get("team", ""), url=answer.get("url", ""),
            bot_user=answer["user_id"], bot_id=answer.get("bot_id", ""), at=now(), scopes=granted(answer),
        )  # fmt: skip


def refused(no: SlackApiError) -> str | None:
    """Slack's own word for no; None if it only had no answer just now."""
    word = str(no.response.get("error") or "")
    final = word in answers.TOKEN or answers.meaning_of_answer(no.response, 0).status == PARKED
    return word if final else None


def granted(answer: SlackResponse) -> list[str]:
    """The scopes that the token has, which only a header tells."""
    told = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
    return [scope.strip() for scope in told.split(",") if scope.strip()]
