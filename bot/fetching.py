"""A file that somebody gave to Slack, brought in a piece at a time, from Slack's own hosts only."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPException
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot import answers
from bot.answers import Unsaid, parked, sent
from bot.desk import Desk
from models import imports, outcomes
from models.errors import Refusal
from models.outbox import READY
from models.outcomes import Outcome

MOST = 100 * 1024 * 1024  # bytes; Slack's forms take 10 MB today
CHUNK = 64 * 1024
FILE_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
# without files:read Slack does not say no: it leads to the page where people sign in
SIGN_IN = re.compile(rb"\s*<(!doctype\s+html|html)", re.IGNORECASE)


def fetch(desk: Desk) -> Outcome:
    """The bytes become the upload's pieces; those of a workbook as CSV, made here, where no transaction is open.

    A try that broke off begins again from the start.
    """
    told = desk.ask(desk.client.files_info, file=desk.letter.address)["file"]
    size, url = int(told.get("size") or 0), str(told.get("url_private_download") or told.get("url_private") or "")
    if not 0 < size <= MOST:
        return parked("too_large" if size else "empty")
    if not is_slacks(url, desk.slack):
        return parked("foreign_url")
    with TemporaryFile() as file:
        for chunk in _chunks(desk, url):
            file.write(chunk)
            if file.tell() > MOST:
                return parked("too_large")
        if file.tell() != size:
            return Outcome(READY, "cut_off")
        try:
            _keep(desk, imports.in_pieces(imports.converted(file) or _again(file)))
        except Refusal as no:
            return parked(" ".join(no.problems)[:255])
    return sent()


def is_slacks(url: str, api_url: str) -> bool:
    """Where Slack keeps files, by https; or the very host and port of the API that we talk to."""
    try:
        target, api = urlsplit(url), urlsplit(api_url)
        port = target.port
    except ValueError:
        return False
    if target.username is not None or target.password is not None:
        return False
    if target.hostname in FILE_HOSTS:
        return target.scheme == "https" and port in (None, 443)
    return bool(target.netloc) and (target.scheme, target.netloc) == (api.scheme, api.netloc)


class AmongSlacks(HTTPRedirectHandler):
    """The token goes along, so it goes nowhere else."""

    max_redirections = 3

    def __init__(self, api_url: str) -> None:
        self.api_url = api_url

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        if not is_slacks(urljoin(req.full_url, newurl), self.api_url):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _chunks(desk: Desk, url: str) -> Iterator[bytes]:
    request = Request(url, headers={"Authorization": f"Bearer {desk.client.token}"})
    try:
        with closing(build_opener(AmongSlacks(desk.slack)).open(request, timeout=desk.timeout)) as answer:
            first = answer.read(CHUNK)
            if answer.headers.get_content_type() == "text/html" or SIGN_IN.match(first):
                raise Unsaid(parked("sign_in"))
            while first:
                yield first
                first = answer.read(CHUNK)
    except HTTPError as no:
        no.close()
        raise Unsaid(_refused(no)) from no
    except (OSError, HTTPException) as trouble:
        raise Unsaid(replace(answers.meaning(trouble, desk.settle), status=READY, stops=None)) from trouble


def _refused(no: HTTPError) -> Outcome:
    if no.code == 429:
        return Outcome(READY, "ratelimited", wait=answers.retry_after(dict(no.headers)), counts=False)
    if no.code >= 500:
        return Outcome(READY, f"http_{no.code}")
    return parked("file_not_found" if no.code in (404, 410) else "sign_in")


def _again(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _keep(desk: Desk, pieces: Iterator[bytes]) -> None:
    """Each piece in a transaction of its own. The last one settles the letter and begins the work that it promises."""
    number, held = 0, next(pieces, b"")
    while True:
        coming = next(pieces, b"")
        with desk.database.writing() as session:
            letter = desk.hold(session)
            if letter is None:
                raise Unsaid(Outcome(READY, "taken_over"))
            upload = imports.find(session, desk.here, letter.args["upload"])
            if number == 0:  # whatever an earlier try has left
                imports.clear(session, desk.here, upload)
                upload.size = 0
            imports.add(session, desk.here, upload, number, held)
            if not coming:
                outcomes.brought_in(session, desk.here, letter, now=desk.now)
                return
        number, held = number + 1, coming
