"""Connecting another system in Slack: addresses and secrets, shown to those who look after the rituals, rotated."""

import http.client
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import audit, hooks
from models.hooks import Hook
from tests.envelopes import pressed, submitted
from tests.harbour import IDS, Refused, Said
from tests.hooking import WHSEC, lost, signed

PLACE = re.compile(r"https://<your bot's address>(/hooks/(customers|stripe)/[\w-]{43})")


@pytest.fixture
def form(slack):
    """Dana, who leads CX, opens it from the settings."""
    slack.dana.types("/customers settings")
    slack.dana.presses("Connect another system")
    return slack


def read(slack) -> Said:
    return Said(slack, slack.dana.modal)


def secret_in(says: str) -> str:
    (secret,) = re.findall(r"^(cxs_[\w-]{43})$", says, re.MULTILINE)
    return str(secret)


def sends(slack, path: str, secret: str, told) -> int:
    body = json.dumps(told).encode()
    line = http.client.HTTPConnection("127.0.0.1", slack.server.port, timeout=30)
    line.request("POST", path, body, {"Content-Type": "application/json", **signed(body, secret)})
    status = line.getresponse().status
    line.close()
    return status


def acts(slack) -> list[str]:
    with slack.database.reading() as session:
        return [one.act for one in audit.latest(session, slack.here) if one.act.startswith("hook")]


def test_the_address_is_there_and_the_secret_only_on_request(form):
    says = read(form).says
    assert [found[1] for found in PLACE.findall(says)] == ["customers", "stripe"]
    assert "cxs_" not in says and says.count("Nothing has arrived yet.") == 2
    assert "Until its secret is pasted, whatever arrives is turned away." in says
    assert "audit log" in says
    form.dana.presses("Show")
    says = read(form).says
    assert secret_in(says) and "curl -sS" in says and f"SECRET='{secret_in(says)}'" in says
    assert acts(form) == ["hook secret shown", "hook made", "hook made"]


def test_what_the_form_shows_opens_the_door(form):
    form.dana.presses("Show")
    path, secret = PLACE.findall(read(form).says)[0][0], secret_in(read(form).says)
    assert sends(form, path, secret, [lost("1"), lost("1"), {"customer": {"id": "2"}, "event": "saved"}]) == 200
    form.dana.types("/customers settings")
    form.dana.presses("Connect another system")
    says = read(form).says
    assert "Last used" in says and "3 events so far, 1 was refused." in says


def test_rotating_shows_the_new_and_keeps_the_old_for_a_day(form):
    form.dana.presses("Show")
    before = PLACE.findall(read(form).says)[0][0], secret_in(read(form).says)
    form.dana.presses("Rotate")
    after = PLACE.findall(read(form).says)[0][0], secret_in(read(form).says)
    assert before[0] != after[0] and before[1] != after[1]
    assert "The former address and secret are good until" in read(form).says
    assert sends(form, *before, lost("1")) == sends(form, *after, lost("2")) == 200
    form.dana.presses("Revoke now")
    assert "former address" not in read(form).says
    assert sends(form, *before, lost("3")) == 404 and sends(form, *after, lost("3")) == 200
    assert acts(form)[:2] == ["hook revoked", "hook rotated"]


def test_stripes_secret_is_pasted_and_checked(form):
    with pytest.raises(Refused, match="begins with whsec_"):
        form.dana.fills("hooks.keep", stripe="sk_live_oops")
    form.dana.fills("hooks.keep", stripe=f" {WHSEC} ")
    form.dana.types("/customers settings")
    form.dana.presses("Connect another system")
    says = read(form).says
    assert (
        WHSEC not in says and "Until its secret is pasted" not in says and "One is kept" in str(form.dana.modal.blocks)
    )
    form.dana.fills("hooks.keep")
    with form.database.reading() as session:
        hook = hooks.find(session, form.here, "stripe")
        assert hook.secret == WHSEC and hook.old_secret is None
    assert acts(form)[0] == "hook secret set"


def test_an_old_address_does_not_come_back_to_life_with_a_new_secret(session, workspace, people):
    ways = {"stripe": hooks.Way("Stripe", lambda *_, **__: {}, scheme="stripe")}
    at = workspace.installed_at
    old = hooks.make(session, workspace, ways, by=people.dana, at=at)["stripe"].key
    hooks.sign_with(session, workspace, "stripe", WHSEC, by=people.dana, at=at)
    hooks.rotate(session, workspace, "stripe", ways["stripe"], by=people.dana, at=at)
    later = at + timedelta(days=3)
    assert hooks.found(session, "stripe", old, at=at) and not hooks.found(session, "stripe", old, at=later)
    hooks.sign_with(session, workspace, "stripe", WHSEC + "2", by=people.dana, at=later)
    assert hooks.found(session, "stripe", old, at=later) is None


def test_only_those_who_look_after_the_rituals_get_there(slack):
    slack.dana.types("/customers settings")
    slack.dana.presses("Connect another system")
    with slack.database.reading() as session:
        before = [(one.key, one.secret, one.old_until) for one in session.scalars(select(Hook).order_by(Hook.id))]
    for body in (
        pressed(IDS["ana"], "hooks.open", "customers", view="V1"),
        *(
            pressed(IDS["ana"], f"hooks.{verb}", "customers customers", view="V1")
            for verb in ("reveal", "rotate", "revoke")
        ),
        submitted(IDS["ana"], "hooks.keep", {"ritual": "customers"}, stripe=WHSEC),
    ):
        slack.sends(body)
    assert slack.ana.modal is None or "/hooks/" not in Said(slack, slack.ana.modal).says
    with slack.database.reading() as session:
        assert [
            (one.key, one.secret, one.old_until) for one in session.scalars(select(Hook).order_by(Hook.id))
        ] == before
    assert acts(slack) == ["hook made", "hook made"]


def test_no_secret_waits_in_the_outbox_or_the_audit_log(form):
    form.dana.presses("Show")
    secret = secret_in(read(form).says)
    with form.database.reading() as session:
        for table in ("letters", "audit", "intakes"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
            assert secret not in str(rows), table
