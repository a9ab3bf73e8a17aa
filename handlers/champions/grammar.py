"""`/champion @ana @ben for calming the renewal call #ownership`: whom, what for, and which value."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
GROUP = re.compile(r"<!subteam\^(\w+)(?:\|@?([^>]*))?>")
EVERYONE = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>|(?<!\w)@(here|channel|everyone)\b")
NAME = re.compile(r"@([\w][\w.'-]{0,79})")
BETWEEN = re.compile(r"(?:\s|,|&amp;|&|\+|\band\b)*", re.IGNORECASE)
BECAUSE = re.compile(r"[\s,:;\u2013\u2014-]*(?:(?:for|because|cause|cuz|as)\b[\s:,]*)?", re.IGNORECASE)
CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
ADDRESS = re.compile(r"https?://\S+")
TAG = re.compile(r"(?<![\w&/#])#([\w-]{1,32})")
LOOSE = " \t\n,:\u2013\u2014-"  # what stands beside a tag and goes with it


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
    people, problems, early, rest = _people(_unfolded(text), values)
    because = BECAUSE.match(rest)
    reason, late = _tagged(rest[because.end() :] if because else rest, values)
    return Said(people, reason, early or late, list(dict.fromkeys(MENTION.findall(reason))), problems)


def _unfolded(text: str) -> str:
    """Channels and links as people see them."""
    text = CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "a private channel", text)
    return LINK.sub(lambda found: found[2] or found[1], text).strip()


def _people(text: str, values: Collection[str]) -> tuple[list[str], list[str], str | None, str]:
    """The names at the beginning, what is wrong with some of them, a value's tag among them, and the rest."""
    people: dict[str, None] = {}
    problems: dict[str, None] = {}
    value, at = None, 0
    while True:
        ahead = BETWEEN.match(text, at) if people or problems or value else None
        start = ahead.end() if ahead else at
        kinds = (MENTION, GROUP, EVERYONE, NAME, TAG)
        found = next((match for kind in kinds if (match := kind.match(text, start))), None)
        if found is None or (found.re is TAG and found[1].lower() not in values):
            return list(people), list(problems), value, text[at:]
        if found.re is TAG:
            value = value or found[1].lower()
        elif found.re is MENTION:
            people[found[1]] = None
        else:
            problems[_why_not(found)] = None
        at = found.end()


def _why_not(name: re.Match[str]) -> str:
    """What is wrong with a name that is not one person's."""
    if name.re is GROUP:
        return f"@{name[2] or 'that group'} is a group: name the people in it one by one."
    if name.re is EVERYONE:
        return f"@{name[1] or name[2]} would thank everybody and so nobody: name the people."
    return f"I don't know who @{name[1]} is: pick the name from the list that Slack shows."


def _tagged(text: str, values: Collection[str]) -> tuple[str, str | None]:
    """The first tag that is a value, and the reason without it. Inside a sentence its word stays, as do other tags."""
    hidden = ADDRESS.sub(lambda found: "x" * len(found[0]), text)  # an address may hold a # of its own
    tag = next((found for found in TAG.finditer(hidden) if found[1].lower() in values), None)
    if tag is None:
        return text.strip(), None
    before, word, after = text[: tag.start()], text[tag.start(1) : tag.end()], text[tag.end() :]
    if after.strip(" .!\n") and not TAG.match(after.strip()):
        return f"{before}{word}{after}".strip(), word.lower()
    return (
        before.rstrip(LOOSE) + (after if after.strip() in (".", "!") else f" {after.strip()}")
    ).strip(), word.lower()


def plain(reason: str, names: Mapping[str, str]) -> str:
    """The reason as text: names for mentions, so that nobody is pinged twice, and Slack's three entities undone."""
    named = MENTION.sub(lambda found: f"@{names.get(found[1], 'someone')}", reason)
    named = GROUP.sub(lambda found: f"@{found[2] or 'a group'}", named)
    return html.unescape(EVERYONE.sub(lambda found: f"@{found[1] or found[2]}", named))


def readable(typed: str, names: Mapping[str, str]) -> str:
    """What somebody typed, with names for ids, to paste again."""
    return plain(_unfolded(typed), names)
