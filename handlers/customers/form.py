"""The form for what happened to a customer: what of it is shown to whom, and what was typed into it."""

from datetime import date

from handlers.customers import amounts
from models import customers, journey
from models.calendar import local_day
from models.errors import Refusal
from models.texts import amount

ASKS_WHY = ("lost", "leaving")
ID, NEW = "id:", "new:"  # what a choice in the list of customers stands for
MOST_NAME = 140  # letters of a new name that fit into a choice


def entry(session, here, person, kind, at, *, said=None, about=(), fresh=False, meta=None):
    """The arguments of the form. `said` is what was typed so far, `about` those of that name whom this person sees.

    `fresh` asks what has to be known of somebody new.
    """
    all_of_them = customers.sees_all(session, here, person)
    looks = all_of_them or bool(customers.owned(session, here, person.slack_id, most=1))
    chosen = [f"{ID}{about[0].id}", customers.described(about[0])] if len(about) == 1 else None
    name = said.name if said else ""
    if looks and not chosen and name and not fresh and not about:
        chosen = [f"{NEW}{name[:MOST_NAME]}", f"“{name}”, as you typed it"]
    return {
        "kind": kind, "today": local_day(at, here.zone).isoformat(), "on": str(said.on) if said and said.on else None,
        "looks": looks, "chosen": chosen, "name": name, "fresh": fresh,
        "same": [[f"{ID}{one.id}", customers.described(one)] for one in about] if len(about) > 1 else [],
        "value": _money(said), "reason": said.reason if said else None, "comment": said.comment if said else "",
        "reasons": reasons(session, here, said.reason if said else None), "referred": bool(said and said.referred),
        "notes": list(said.notes) if said else [], "records": customers.may_record(session, here, person, _one(about)),
        "meta": {"kind": kind, "fresh": fresh, "channel": None, "proposal": None, "edit": None, **(meta or {})},
    }  # fmt: skip


def _one(about):
    return about[0] if len(about) == 1 else None


def _money(said):
    """The amount as it can be typed again."""
    if not said or said.value is None:
        return ""
    return amount(said.value, said.currency)


def reasons(session, here, also=None):
    """What can be chosen as a reason; one that was retired may stay where it stands."""
    shown = journey.reasons(session, here)
    every = journey.every_reason(session, here)
    if also in every and also not in {one.key for one in shown}:
        shown = [*shown, every[also]]
    return [[one.key, one.label] for one in shown]


def words_for(session, here):
    """The reasons' keys by everything that they are called: what people type, in small letters."""
    every = journey.reasons(session, here)
    words = {word.casefold(): one.key for one in every for word in one.words}
    for one in every:
        words |= dict.fromkeys((one.key, one.key.replace("_", " "), one.label.casefold()), one.key)
    return words


def told(fields, kept, *, keep_value=None):
    """What a filled-in form says, as the ledger takes it. Every field that can't be read is a problem at once."""
    wrong, value, currency = {}, keep_value, None
    typed = (fields.get("value") or "").strip()
    if typed:
        try:
            value, currency = amounts.read(typed)
        except ValueError as problem:
            wrong["value"] = str(problem)
    if not fields.get("on"):
        wrong["on"] = "Choose the day on which it happened."
    if wrong:
        raise Refusal(fields=wrong)
    kind = kept["kind"]
    return customers.Told(
        kind=kind, on=date.fromisoformat(fields["on"]), value=value, currency=currency,
        reason=fields.get("reason") or ("unknown" if kind == "lost" else None), comment=fields.get("comment") or "",
        referred=fields.get("referred") == "yes",
    )  # fmt: skip


def week_of(session, here, at):
    """What this week has come to so far, for the sentence after an entry."""
    return customers.so_far(session, here, local_day(at, here.zone))
