"""The App Home tab: every ritual's own section, and for those who look after it, the machinery."""


def register(app, rituals):
    app.event("app_home_opened")(opened)


def opened(ack, event, meet, actor, transaction, redraw):
    """Drawn anew each time it is opened. Its Messages tab needs nothing."""
    if event.get("tab") == "home":
        meet()
        with transaction() as (session, here):
            redraw(session, here, actor(session, here))
    ack()
