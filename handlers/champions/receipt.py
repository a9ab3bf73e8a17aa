"""What the giver reads alone: who was credited, who hears of it how, what is left today, and what can still be done."""

from models import champions, members, outbox


def written(session, here, shout_out, where, giver, at, *, known=None, groups=()):
    """`known` are at least the receivers, where they were looked up before; `groups` those that were named whole."""
    left = champions.allowance(session, here, giver, at=at)
    receivers = champions.receivers_of(session, here, shout_out)
    if known is None:
        known = members.among(session, here, receivers)
    quiet = {slack_id for slack_id, member in known.items() if "champions" in member.quiet}
    post = outbox.find(session, here, shout_out.letter_id) if shout_out.letter_id else None
    fate = "direct" if where.direct else "shared" if where.shared else "absent" if where.name else "hidden"
    return {
        "id": shout_out.id, "receivers": receivers, "told": [who for who in receivers if who not in quiet],
        "value": shout_out.value, "private": shout_out.private, "fate": "posted" if post else fate,
        "channel": shout_out.channel, "target": post.address if post else None, "left": left.left, "of": left.of,
        "bot": here.bot_user, "groups": [list(group) for group in groups],
        "withheld": champions.withheld_from(session, here, shout_out) if shout_out.private else [],
    }  # fmt: skip
