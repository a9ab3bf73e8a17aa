"""What could not be delivered, and the two buttons for a message of which nobody knows whether it arrived."""

from sqlalchemy.orm import Session

from models import outbox
from models.errors import Refusal
from models.outbox import HELD, Letter
from models.workspaces import Workspace


def register(app, rituals):
    app.action("troubles.there")(there)
    app.action("troubles.again")(again)


def there(ack, action, body, meet, allowed, transaction, now):
    """It did arrive: it counts as sent."""
    meet()
    with transaction() as (session, here):
        allowed(session, here, "see health")
        outbox.believe(_held(session, here, int(action["value"])), at=now())
        _say(session, here, body, now(), again=False)
    ack()


def again(ack, action, body, meet, allowed, transaction, now):
    """It did not: it goes out once more."""
    meet()
    with transaction() as (session, here):
        allowed(session, here, "see health")
        outbox.release(session, _held(session, here, int(action["value"])), at=now())
        _say(session, here, body, now(), again=True)
    ack()


def _say(session, here, body, at, *, again):
    """Beside the daily line, which has more to tell than this one letter."""
    if body.get("response_url"):
        outbox.answer(session, here, body["response_url"], "troubles.settled", at=at, beside=True, again=again)


def _held(session: Session, here: Workspace, letter_id: int) -> Letter:
    letter = outbox.find(session, here, letter_id)
    if letter is None or letter.status != HELD:
        raise Refusal("Somebody has already settled this one.")
    return letter
