"""What arrived: a team shows what customers receive from it."""

from handlers import forms
from models import choices, exercises, journey
from models.customers.uploads import SCOPE


def auditing(ack, meet, allowed, reading, show):
    """The form; a photo can be handed in where the app may read files."""
    meet()
    with reading() as (session, here):
        allowed(session, here, "take part")
        form = {
            "stages": journey.stage_choices(session, here), "team": "", "uploads": SCOPE in here.scopes,
        }  # fmt: skip
    show("exercises.auditing", form)
    ack()


def look(ack, view, meet, allowed, transaction, render, now):
    """Kept, and shown to everyone."""
    fields = forms.typed(view)
    meet()
    with transaction() as (session, here):
        told = exercises.Looked(
            team=fields["team"] or "", artifact=fields["artifact"] or "", verdict=fields["verdict"],
            stage=fields["stage"], remark=fields["remark"] or "", link=fields["link"] or "",
            files=tuple(one["id"] for one in fields.get("photo") or []), fix=fields["fix"] == "yes",
        )  # fmt: skip
        kept = exercises.look(session, here, told, by=allowed(session, here, "take part"), at=now())
        shown = {"audit": kept.id, "posted": bool(choices.read(session, here, exercises.Choices).channels)}
    ack({"response_action": "update", "view": render("exercises.looked", shown)})


def unlook(ack, action, meet, allowed, transaction, renew, now):
    """Taken back by whoever wrote it, or a CX lead."""
    meet()
    with transaction() as (session, here):
        exercises.unlook(session, here, int(action["value"]), by=allowed(session, here, "take part"), at=now())
    renew("exercises.unlooked", {})
    ack()
