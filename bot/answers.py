"""What Slack's answer to a request, or its silence, means for a letter."""

import errno
import math
import re
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from models.lanes import LONGEST_RETRY_AFTER
from models.outbox import DROPPED, HELD, PARKED, READY, SENT, UNSURE
from models.outcomes import Outcome

TROUBLE = (SlackApiError, OSError, HTTPException)  # all that a request can end in, besides an answer

TOKEN = frozenset({"token_revoked", "invalid_auth", "account_inactive", "not_authed", "token_expired"})
MAYBE = frozenset({"fatal_error", "internal_error"})  # "it's possible some aspect of the operation succeeded"
LATER = frozenset({"service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"})
SLOWER = frozenset({"ratelimited", "rate_limited"})
GONE = frozenset({"user_disabled", "user_not_found", "users_not_found", "cannot_dm_bot"})
AWAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})

TOKEN_REST, NETWORK_REST, BLIND_REST = 60.0, 15.0, 30.0  # seconds; the last where Retry-After can't be read


class Unsaid(Exception):
    """The letter did not leave, or may not have: the outcome says which."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def sent(channel: str | None = None, ts: str | None = None, reason: str | None = None) -> Outcome:
    return Outcome(SENT, reason, channel, ts)


def parked(reason: str) -> Outcome:
    return Outcome(PARKED, reason)


def held(reason: str) -> Outcome:
    return Outcome(HELD, reason)


def dropped(reason: str) -> Outcome:
    return Outcome(DROPPED, reason)


def meaning(trouble: Exception, settle: float) -> Outcome:
    """How a request that got no `ok` leaves the letter. `settle` is how long Slack may still be taking it."""
    if isinstance(trouble, SlackApiError):
        return meaning_of_answer(trouble.response, settle)
    cause = trouble.reason if isinstance(trouble, URLError) else trouble
    if never_left(cause):
        return Outcome(READY, "unreachable", wait=NETWORK_REST, counts=False, stops=NETWORK_REST)
    return Outcome(UNSURE, "no_answer", wait=settle)


def meaning_of_answer(response: Any, settle: float) -> Outcome:
    """Slack's own error names. An unknown one is a no; what is not Slack speaking leaves us in doubt."""
    status = getattr(response, "status_code", 200)
    error = str(response.get("error") or "")
    if status == 429 or error in SLOWER:
        wait = retry_after(getattr(response, "headers", {}))
        return Outcome(READY, "ratelimited", wait=wait, counts=False)
    if error in TOKEN:
        return Outcome(READY, error, wait=TOKEN_REST, counts=False, stops=TOKEN_REST)
    if status >= 500 or error in MAYBE or not re.fullmatch(r"[a-z0-9_.]{1,80}", error):
        return Outcome(UNSURE, error if error in MAYBE else f"http_{status}", wait=settle)
    if error in LATER:
        return Outcome(READY, error)
    return parked("user_gone" if error in GONE else error)


def retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds to wait, whatever the header says: a list, a date, nonsense, a year."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    if isinstance(told, list):
        told = told[0] if told else None
    try:
        seconds = float(told) if told is not None else BLIND_REST
    except (TypeError, ValueError):
        seconds = BLIND_REST
    if math.isnan(seconds):
        seconds = BLIND_REST
    return min(max(seconds, 1.0), LONGEST_RETRY_AFTER)


def never_left(cause: Any) -> bool:
    """No connection was made, so Slack can't have taken anything."""
    if isinstance(cause, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError):
        return True
    return isinstance(cause, OSError) and cause.errno in AWAY
