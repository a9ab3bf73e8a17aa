"""Customer math as people meet it in Slack: /customers, its forms, and the buttons."""

from handlers import choices, words
from handlers.customers import approving, card, entry, exporting, importing, meeting, numbers, reading, reasons

COMMAND = "/customers"
TOLD = ("lost", "gained", "leaving", "saved", "returned", "grew", "shrank")  # the verbs of `/customers lost Acme …`


def register(app):
    app.command(COMMAND, matchers=[numbers.asks])(numbers.period)
    app.command(COMMAND, matchers=[words.says("chart")])(numbers.chart)
    app.command(COMMAND, matchers=[words.says("numbers")])(numbers.numbers)
    app.command(COMMAND, matchers=[words.says("meeting")])(meeting.meeting)
    app.action("customers.explain")(numbers.explain)
    app.action("customers.tabulate")(numbers.tabulate)
    app.action("customers.publish")(meeting.publish)
    app.command(COMMAND, matchers=[words.says("import")])(importing.bring)
    app.action("customers.bring")(importing.bring)
    app.view("customers.hand_in")(importing.hand_in)
    app.action("customers.look_over")(importing.look_over)
    app.view("customers.agree")(importing.agree)
    app.action("customers.let_go")(importing.let_go)
    words.answer(
        app,
        COMMAND,
        {
            **{kind: entry.teller(kind) for kind in TOLD}, "help": reading.help, "export": exporting.export,
            "reasons": reasons.reasons, "settings": choices.opener("customers"),
        },
        otherwise=card.card,
    )  # fmt: skip
    for name, answers in (("customers.lose", entry.lose), ("customers.win", entry.win)):
        app.shortcut(name)(answers)
        app.action(name)(answers)
    app.options("customers.look")(entry.look)
    app.view("customers.write")(entry.write)
    app.action("customers.undo")(entry.undo)
    app.action("customers.edit")(entry.edit)
    app.action("customers.add")(entry.add)
    app.action("customers.accept")(approving.accept)
    app.action("customers.decline")(approving.decline)
    app.action("customers.open")(card.open_)
    app.action(card.TURN)(card.mark)
    app.action("customers.leave_alone")(card.leave_alone)
    app.action("customers.withdraw")(card.withdraw)
    app.action("customers.erase")(card.erase)
    app.action("customers.details")(card.details)
    app.view("customers.amend")(card.amend)
    app.action("customers.mine")(card.mine)
    app.action("customers.words")(reasons.words)
    app.view("customers.map")(reasons.map_)
    app.action("customers.labels")(reasons.labels)
    app.view("customers.label")(reasons.label)
