"""The month's exercise: taken, swapped for another, left for this month."""

from models import exercises, outbox


def take(ack, action, body, meet, allowed, transaction, redraw, now):
    """“I'll do it.”"""
    _answer(exercises.take, action, body, meet, allowed, transaction, redraw, now)
    ack()


def another(ack, action, body, meet, allowed, transaction, redraw, now):
    """“Another, please”: no reason is asked."""
    _answer(exercises.another, action, body, meet, allowed, transaction, redraw, now)
    ack()


def not_now(ack, action, body, meet, allowed, transaction, redraw, now):
    """“Not this month”: no reason is asked."""
    _answer(exercises.not_now, action, body, meet, allowed, transaction, redraw, now)
    ack()


def _answer(verb, action, body, meet, allowed, transaction, redraw, now):
    """Their own message follows; who pressed in a channel also reads that it does."""
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "take part")
        turn = verb(session, here, action["value"], by=person, at=now())
        if body.get("response_url") and not _in_direct(body):
            outbox.answer(
                session, here, body["response_url"], "exercises.sent", at=now(), beside=True, status=turn.status
            )
        redraw(session, here, person)


def _in_direct(body):
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or ""
    return channel.startswith("D")
