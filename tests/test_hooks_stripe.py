"""Stripe knocks: let in by its own signature, answered for each event, and never our failure."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import hooks
from tests.hooking import WHSEC, Outside, stripe_signed
from tests.stripes import Subscription, at


@pytest.fixture
def outside(database, workspace, people) -> Iterator[Outside]:
    system = Outside(database, workspace, people.dana)
    yield system
    system.stop()


def test_stripe_is_let_in_by_its_own_signature_only(outside):
    one = Subscription()
    told_once = one.created("2026-01-05")
    said = outside.stripe(told_once)
    assert (said.status, said.outcomes) == (200, ["recorded"])
    assert outside.stripe(told_once).outcomes == ["repeated"]
    assert outside.stripe(told_once, secret=outside.secret).status == 401
    for header in ("", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=é", f"t={at('2026-01-05')},v1=" + "0" * 64):
        body = b"{}"
        headers = {"Content-Type": "application/json", "Stripe-Signature": header.encode().decode("latin-1")}
        assert outside.send(f"/hooks/stripe/{outside.stripe_key}", body, headers).status == 401, header
    assert outside.kinds("cus_1") == ["gained"]


def test_an_old_signature_of_stripes_is_good_no_more(outside):
    body = json.dumps(Subscription().created("2026-01-05")).encode()
    headers = {"Content-Type": "application/json", **stripe_signed(body, WHSEC, time.time() - 400)}
    assert outside.send(f"/hooks/stripe/{outside.stripe_key}", body, headers).status == 401


def test_a_new_secret_of_stripes_takes_over_within_a_day(outside):
    with outside.writing() as session:
        hooks.sign_with(session, outside.here, "stripe", WHSEC + "new", by=outside.lead, at=outside.at)
    one = Subscription()
    assert outside.stripe(one.created("2026-01-05")).status == 200
    assert outside.stripe(one.deleted("2026-02-05"), secret=WHSEC + "new").status == 200
    assert outside.kinds("cus_1") == ["gained", "lost"]


ODD = [{}, [], None, {"id": "evt"}, {"object": {}}, {"object": {"id": "sub", "status": 5}}, {"object": {"items": 7}}]


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_what_is_out_of_shape_is_refused_and_no_failure(outside, data):
    said = outside.stripe({**Subscription().created("2026-01-05"), "data": data})
    assert said.status == 200 and said.outcomes == ["refused"]


def test_whoever_hears_nothing_from_stripe_does_not_carry_its_library():
    loads = "import sys, bot.rituals, bot.running; bot.rituals.load(); sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=Path(__file__).parents[1], check=False).returncode == 0
