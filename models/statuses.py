"""The status that people show in Slack, where it says that they are off until a day."""

from datetime import datetime, timedelta

OFF = (":palm_tree:", ":beach_with_umbrella:", ":desert_island:", ":face_with_thermometer:", ":airplane:", ":camping:",
       ":no_entry:", ":baby:", ":island:", ":luggage:")  # fmt: skip
ONE_DAY_OFF = timedelta(hours=24)


def says_off(emoji: str, until: datetime | None, *, at: datetime) -> bool:
    """A status that clears itself after more than a day, and shows what people show who are off."""
    return emoji in OFF and until is not None and until - at >= ONE_DAY_OFF
