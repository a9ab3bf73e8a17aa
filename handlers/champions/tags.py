"""A tag that several people use already: the CX leads say whether it becomes a value."""

from models import champions, outbox


def adopt(ack, action, body, meet, allowed, transaction, now):
    tag = action["value"]
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        new = champions.adopt(session, here, tag, by=person, at=now())
        outbox.answer(session, here, body["response_url"], "champions.adopted", at=now(), tag=tag, new=new)
    ack()


def decline(ack, action, body, meet, allowed, transaction, now):
    """It stays what it is: a word in people's texts. Nobody asks again."""
    tag = action["value"]
    meet()
    with transaction() as (session, here):
        person = allowed(session, here, "change settings")
        if champions.decline(session, here, tag, by=person, at=now()):
            outbox.answer(session, here, body["response_url"], "champions.declined", at=now(), tag=tag)
        else:
            outbox.answer(session, here, body["response_url"], "champions.adopted", at=now(), tag=tag, new=False)
    ack()
