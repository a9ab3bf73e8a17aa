"""`/champion @ana @ben for calming the renewal call #ownership`: whom, what for, and which value."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
GROUP = re.compile(r"<!subteam\^(\w+)(?:\|@?([^>]*))?>")
EVERYONE = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>|@(here|channel|everyone)\b")
NAME = re.compile(r"@([\w][\w.'-]*)")
BETWEEN = re.compile(r"(?:\s|,|&amp;|&|\+|\band\b)*", re.IGNORECASE)
BECAUSE = re.compile(r"(?:for|because|as)\b[\s:,]*", re.IGNORECASE)
CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
LINK = re.compile(r"<((?:https?|mailto|tel)[^|>]*)(?:\|([^>]*))?>")
TAG = re.compile(r"(?<![\w&/#])#([\w-]{1,32})")


@dataclass(frozen=True)
class Said:
    """What somebody typed after /champion."""

    people: list[str] = field(default_factory=list)
    reason: str = ""
    value: str | None = None
    mentioned: list[str] = field(default_factory=list)  # named inside the reason
    problems: list[str] = field(default_factory=list)


def named(text: str) -> list[str]:
    """Everybody whom Slack resolved in it."""
    return list(dict.fromkeys(MENTION.findall(text)))


def read(text: str, values: Collection[str]) -> Said:
    """People first, then what for; a value's tag anywhere. Every name that can't be thanked is a problem."""
    people, problems, rest = _people(text.strip())
    rest = BECAUSE.sub("", rest, count=1) if BECAUSE.match(rest) else rest
    rest = CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "a private channel", rest)
    rest = LINK.sub(lambda found: found[2] or found[1], rest)
    reason, value = _tagged(rest, values)
    mentioned = MENTION.findall(reason)
    return Said(people, reason, value, mentioned, problems)


def _people(text: str) -> tuple[list[str], list[str], str]:
    """The names at the beginning, what is wrong with some of them, and the rest."""
    people: dict[str, None] = {}
    problems: dict[str, None] = {}
    while text:
        ahead = BETWEEN.match(text)
        start = ahead.end() if ahead and (people or problems) else 0
        found = next((match for kind in (MENTION, GROUP, EVERYONE, NAME) if (match := kind.match(text, start))), None)
        if found is None:
            break
        if found.re is MENTION:
            people[found[1]] = None
        elif found.re is GROUP:
            problems[f"@{found[2] or 'that group'} is a group: name the people in it one by one."] = None
        elif found.re is EVERYONE:
            problems[f"@{found[1] or found[2]} would thank everybody and so nobody: name the people."] = None
        else:
            problems[f"I don't know who @{found[1]} is: pick the name from the list that Slack shows."] = None
        text = text[found.end() :]
    return list(people), list(problems), text.lstrip(" ,:-\u2013\u2014")


def _tagged(text: str, values: Collection[str]) -> tuple[str, str | None]:
    """The reason without the tag at its end, and the first tag that is a value. Others stay as they are."""
    tag = next((found for found in TAG.finditer(text) if found[1].lower() in values), None)
    if tag is None:
        return text.strip(), None
    before, after = text[: tag.start()], text[tag.end() :]
    inside = before.strip() and after.strip() and not TAG.match(after.strip())
    return f"{before}{tag[1] if inside else ''}{after}".strip(), tag[1].lower()


def plain(reason: str, names: Mapping[str, str]) -> str:
    """The reason as text: names for mentions, so that nobody is pinged twice, and Slack's three entities undone."""
    named = MENTION.sub(lambda found: f"@{names.get(found[1], 'someone')}", reason)
    return html.unescape(EVERYONE.sub(lambda found: f"@{found[1] or found[2]}", named))


def readable(typed: str, names: Mapping[str, str]) -> str:
    """What somebody typed, with names for ids, to paste again."""
    return plain(CHANNEL.sub(lambda found: f"#{found[1] or '…'}", typed), names)
