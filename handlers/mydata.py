"""What is kept about me: to look at, to take away, to erase."""

import json

from models import erasure, outbox


def register(app, rituals):
    app.action("mydata.open")(open_)
    app.action("mydata.export")(export)
    app.action("mydata.erase")(erase)


def open_(ack, meet, actor, reading, show, rituals):
    meet()
    with reading() as (session, here):
        person = actor(session, here)
        kept = [
            [ritual.rules.TITLE, {kind: len(rows) for kind, rows in held.items()}]
            for ritual in rituals.values()
            if (held := ritual.rules.belongings(session, here, person.slack_id))
        ]
    show("mydata.shown", {"kept": kept, "name": person.name, "zone": person.zone or here.zone})
    ack()


def export(ack, meet, actor, transaction, rituals, now):
    """A file by direct message."""
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        parts = {name: ritual.rules for name, ritual in rituals.items()}
        kept = json.dumps(erasure.belongings(session, here, person, parts), indent=2, ensure_ascii=False)
        outbox.file(
            session, here, person.slack_id, "mydata.exported", name="cx-rituals-my-data.json", content=kept, at=now()
        )
        erasure.note_export(session, here, person, at=now())
    ack()


def erase(ack, meet, actor, transaction, rituals, now):
    meet()
    with transaction() as (session, here):
        person = actor(session, here)
        parts = [ritual.rules for ritual in rituals.values()]
        erasure.erase(session, here, person, parts, at=now())
        outbox.dm(session, here, person.slack_id, "mydata.erased", at=now())
    ack()
