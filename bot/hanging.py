"""Pictures in a message: uploaded first, then shown in it; without them, and in its thread, where Slack refuses."""

from copy import deepcopy
from typing import Any
from urllib.request import Request, build_opener

from bot import pictures
from bot.answers import Unsaid
from bot.desk import Desk
from bot.response_url import NoRedirects
from models import outbox
from models.outbox import DROPPED, PARKED, READY, Letter
from models.outcomes import Outcome

SHOWING = frozenset({"post", "dm", "private", "answer", "reply", "revise"})
THREADED = frozenset({"post", "dm"})  # kinds that have a thread in which the pictures can be shared instead
TRIES, REST = 3, 2.0  # a picture that was uploaded just now may not be known yet; seconds until the next try
UNKNOWN_PICTURE = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "http_400", "http_404"})
HOPELESS = frozenset(
    {
        *("missing_scope", "not_allowed_token_type", "no_permission", "team_access_not_granted"),
        *("file_uploads_disabled", "file_uploads_except_images_disabled", "storage_limit_reached"),
    }
)


def upload(desk: Desk) -> None:
    """Make sure that Slack has the pictures which the letter asks for: each once, however often it is tried.

    A file's id is kept before the upload is completed, so that a crash in between asks for no second file.
    """
    asked = desk.letter.args.get("pictures") or []
    if desk.letter.kind not in SHOWING or not asked or _state(desk)["refused"] >= TRIES:
        return
    for one in asked:
        try:
            desk.files[pictures.key_of(one)] = _uploaded(desk, one)
        except Unsaid as unsaid:
            outcome = again(desk, unsaid.outcome, key=pictures.key_of(one))
            desk.files.clear()
            if _state(desk)["refused"] < TRIES:
                raise Unsaid(outcome or unsaid.outcome) from unsaid
            return


def _uploaded(desk: Desk, one: dict[str, Any]) -> str:
    key = pictures.key_of(one)
    kept = _state(desk)["pictures"].get(key)
    if kept is None:
        picture = pictures.draw(one)
        place = desk.ask(
            desk.client.files_getUploadURLExternal, filename=f"{one['kind']}.png", length=len(picture.png),
            alt_txt=picture.alt[:1000],
        )  # fmt: skip
        desk.ask(send, url=str(place["upload_url"]), content=picture.png, timeout=desk.timeout)
        kept = {"file": str(place["file_id"]), "complete": False}
        _keep(desk, {key: kept})
    if not kept["complete"]:
        desk.ask(desk.client.files_completeUploadExternal, files=[{"id": kept["file"], "title": one["title"]}])
        _keep(desk, {key: {**kept, "complete": True}})
    return str(kept["file"])


def send(url: str, content: bytes, timeout: float) -> None:
    """The bytes, to the address that Slack gave for them."""
    request = Request(url, content, {"Content-Type": "application/octet-stream"}, method="POST")
    with build_opener(NoRedirects).open(request, timeout=timeout):
        pass


def again(desk: Desk, outcome: Outcome, *, key: str | None = None) -> Outcome | None:
    """What to do where Slack refused a picture, or the message for its sake: the third time it goes without.

    None where the pictures have nothing to do with it. `key` is the one that could not be uploaded.
    """
    if outcome.stops is not None or outcome.reason == "ratelimited":
        return None
    if key is None and not (
        desk.files and outcome.status in (PARKED, DROPPED) and outcome.reason in UNKNOWN_PICTURE
    ):  # fmt: skip
        return None
    refused = TRIES if outcome.reason in HOPELESS else _state(desk)["refused"] + 1
    instead = refused >= TRIES and outcome.reason not in HOPELESS and desk.letter.kind in THREADED
    _keep(desk, {key: None} if key else {}, refused=refused, instead=instead)
    return Outcome(READY, "picture_refused", wait=0.0 if refused >= TRIES else REST, counts=False)


def share(desk: Desk, channel: str, ts: str) -> None:
    """The pictures as files, in the thread of the message that had to go without."""
    for one in desk.letter.args["pictures"]:
        picture = pictures.draw(one)
        desk.tell(
            desk.client.files_upload_v2, channel=channel, thread_ts=ts, filename=f"{one['kind']}.png",
            title=one["title"], content=picture.png, alt_txt=picture.alt[:1000],
        )  # fmt: skip


def _state(desk: Desk) -> dict[str, Any]:
    """What is known of the letter's pictures. One that changes a message shows what that one has already."""
    known = desk.letter.attachment
    if known is None and desk.letter.about is not None:
        with desk.database.reading() as session:
            about = session.get(Letter, desk.letter.about)
        known = {"pictures": (about.attachment or {}).get("pictures", {})} if about else None
    return {"pictures": {}, "refused": 0, **deepcopy(known or {})}


def _keep(desk: Desk, changes: dict[str, Any], *, refused: int | None = None, instead: bool = False) -> None:
    state = _state(desk)
    known = {**state["pictures"], **changes}
    state["pictures"] = {key: one for key, one in known.items() if one is not None}
    state["refused"] = state["refused"] if refused is None else refused
    with desk.database.writing() as session:
        letter = session.get(Letter, desk.letter.id, with_for_update={"key_share": True})
        if letter is not None:
            letter.attachment = state
            if instead:
                outbox.share(session, letter, letter.args["pictures"], at=desk.now)
    desk.letter.attachment = state
