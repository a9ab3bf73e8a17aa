"""How people, places and moments are named on the page: initials, colours, days."""

from datetime import date, datetime, timedelta
from hashlib import md5
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.people import User
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
TONES = 14
DAY_ENDS = 18


def draw_face(user: User | None, user_id: str = "", name: str = "") -> Json:
    """What stands beside a message: initials and a colour that stay the same for as long as the id does."""
    shown = name or (user.real_name or user.name if user else "") or user_id or "?"
    return {
        "id": user.id if user else user_id,
        "name": shown,
        "initials": write_initials(shown),
        "tone": md5((user.id if user else user_id or shown).encode()).digest()[0] % TONES,
        "bot": bool(user and user.is_bot),
        "title": " · ".join(part for part in (user.title, user.department) if part) if user else "",
        "role": write_role(user) if user else "",
    }


def write_initials(name: str) -> str:
    """The first letters of the first and the last word."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return ((words[0][0] + words[-1][0]) if len(words) > 1 else name[:1]).upper()


def write_role(user: User) -> str:
    """One short line about somebody: what they do, or why they are different."""
    if user.deleted:
        return "no longer here"
    if user.is_bot:
        return "app"
    return "guest" if user.is_guest and not user.title else user.title


def write_day(day: date, today: date) -> str:
    """Today, Yesterday, or the whole date; the year only when it is another one."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A}, {day.day} {day:%B}{year}"


def write_when(at: datetime, now: datetime) -> str:
    """When the last reply came, as people say it."""
    if at.date() == now.date():
        return f"today at {at:%H:%M}"
    return f"{at.day} {at:%b} {at.year} at {at:%H:%M}" if at.year != now.year else f"{at.day} {at:%b} at {at:%H:%M}"


def write_size(size: int) -> str:
    """A file's size in the unit that a person would use."""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def draw_clock(workspace: Workspace) -> Json:
    """The workspace's own time, and the moments to which one button each moves it."""
    zone = ZoneInfo(workspace.tz)
    now = workspace.clock.now().astimezone(zone)
    city = workspace.tz.rpartition("/")[2].replace("_", " ")
    targets = [
        ("Next morning", "09:00 on the next working day", _morning(now)),
        ("Monday 09:00", "09:00 on the next Monday", _monday(now)),
        ("Month's end", "18:00 on the last working day of the month", _end_of_month(now)),
        ("Next month", "10:00 on the first working day of the next month", _start_of_month(now)),
    ]
    buttons: list[Json] = [
        {
            "label": "+1 hour",
            "title": "One hour on",
            "to": (now + timedelta(hours=1)).isoformat(),
            "add": 3600,
        }
    ]
    for label, title, at in targets:
        buttons.append({"label": label, "title": f"To {title}: {_long(at)}", "to": at.isoformat()})
    return {
        "now_ms": int(now.timestamp() // 60) * 60_000,
        "iso": f"{now:%Y-%m-%dT%H:%M}",
        "long": _long(now),
        "short": f"{now:%a} {now.day} {now:%b} {now.year}, {now:%H:%M}",
        "city": city,
        "zone": workspace.tz,
        "field": f"{now + timedelta(days=1):%Y-%m-%dT09:00}",
        "buttons": buttons,
    }


def _long(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B} {at.year}, {at:%H:%M}"


def _at(day: date, hour: int, like: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=like.tzinfo)


def _working(day: date, step: int) -> date:
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def _morning(now: datetime) -> datetime:
    today = now.date()
    if today.weekday() < 5 and now.hour < 9:
        return _at(today, 9, now)
    return _at(_working(today + timedelta(days=1), 1), 9, now)


def _monday(now: datetime) -> datetime:
    if now.weekday() == 0 and now.hour < 9:
        return _at(now.date(), 9, now)
    return _at(now.date() + timedelta(days=7 - now.weekday()), 9, now)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _end_of_month(now: datetime) -> datetime:
    last = _at(_working(_month_after(now.date()) - timedelta(days=1), -1), DAY_ENDS, now)
    if last > now:
        return last
    after_next = _month_after(_month_after(now.date()))
    return _at(_working(after_next - timedelta(days=1), -1), DAY_ENDS, now)


def _start_of_month(now: datetime) -> datetime:
    first = _at(_working(now.date().replace(day=1), 1), 10, now)
    return first if first > now else _at(_working(_month_after(now.date()), 1), 10, now)
