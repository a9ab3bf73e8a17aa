"""`/champion @ana @ben for calming the renewal call #ownership`: whom, what for, and which value or stage."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from models import journey
from models.champions import tags_in
from models.champions.tags import ADDRESS, TAG

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
GROUP = re.compile(r"<!subteam\^(\w+)(?:\|@?([^>]*))?>")
EVERYONE = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>|(?<!\w)@(here|channel|everyone)\b")
NAME = re.compile(r"@([\w][\w.'-]{0,79})")
BETWEEN = re.compile(r"(?:\s|,|&amp;|&|\+|\band\b)*", re.IGNORECASE)
BECAUSE = re.compile(r"[\s,:;\u2013\u2014-]*(?:(?:for|because|cause|cuz|as)\b[\s:,]*)?", re.IGNORECASE)
CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
LOOSE = " \t\n,:\u2013\u2014-"  # what stands beside a tag and goes with it


@dataclass(frozen=True)
class Said:
    """What somebody typed after /champion. `groups` are user groups as (id or handle, name to show)."""

    people: list[str] = field(default_factory=list)
    reason: str = ""
    value: str | None = None
    stage: str | None = None
    groups: list[tuple[str, str]] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)  # named inside the reason
    tags: list[str] = field(default_factory=list)  # every tag in the reason
    problems: list[str] = field(default_factory=list)


@dataclass
class _Front:
    """The names at the beginning, and the tags among them."""

    people: dict[str, None] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    rest: str = ""


def named(text: str) -> list[str]:
    """Everybody whom Slack resolved in it."""
    return list(dict.fromkeys(MENTION.findall(text)))


def groups_named(text: str) -> list[str]:
    """The groups among the names at the beginning, by id; and plain names, which may be a group's handle."""
    front = _names_first(_unfolded(text), None, None)
    return list(front.groups)


def read(
    text: str, values: Collection[str], handles: Collection[str] = (), stages: Collection[str] = tuple(journey.BY_KEY)
) -> Said:  # fmt: skip
    """People first, then what for; tags anywhere. Every name that can't be thanked is a problem.

    `handles` are the plain names that are a group's, `stages` the keys of the journey.
    """
    front = _names_first(_unfolded(text), {*values, *stages}, handles)
    because = BECAUSE.match(front.rest)
    reason = front.rest[because.end() :] if because else front.rest
    early_value, early_stage = _sorted_out(front.tags, values)
    reason, value = _tagged(reason, values)
    reason, stage = _tagged(reason, [key for key in stages if key not in values])
    return Said(
        list(front.people), reason, early_value or value, early_stage or stage, list(front.groups.items()),
        list(dict.fromkeys(MENTION.findall(reason))), tags_in(_typed_reason(text, reason)), list(front.problems),
    )  # fmt: skip


def _sorted_out(tags: list[str], values: Collection[str]) -> tuple[str | None, str | None]:
    """The first value and the first stage. A company's own value comes before a stage of the same name."""
    value = next((tag for tag in tags if tag in values), None)
    return value, next((tag for tag in tags if tag not in values), None)


def _typed_reason(text: str, reason: str) -> str:
    """The reason without the names of channels, which look like tags."""
    channels = [f"#{name}" for name in CHANNEL.findall(text) if name]
    for channel in sorted(channels, key=len, reverse=True):
        reason = reason.replace(channel, " ")
    return reason


def _unfolded(text: str) -> str:
    """Channels and links as people see them."""
    text = CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "a private channel", text)
    return LINK.sub(lambda found: found[2] or found[1], text).strip()


def _names_first(text: str, tags: Collection[str] | None, handles: Collection[str] | None) -> _Front:
    """The names at the beginning, what is wrong with some of them, tags among them, and the rest.

    Where tags and handles are not known yet (None), any may be one.
    """
    front, at = _Front(), 0
    while True:
        begun = front.people or front.groups or front.problems or front.tags
        ahead = BETWEEN.match(text, at) if begun else None
        start = ahead.end() if ahead else at
        kinds = (MENTION, GROUP, EVERYONE, NAME, TAG)
        found = next((match for kind in kinds if (match := kind.match(text, start))), None)
        if found is None or (found.re is TAG and tags is not None and found[1].lower() not in tags):
            front.rest = text[at:]
            return front
        if found.re is TAG:
            front.tags.append(found[1].lower())
        elif found.re is MENTION:
            front.people[found[1]] = None
        elif found.re is GROUP:
            front.groups[found[1]] = f"@{found[2]}" if found[2] else "that group"
        elif found.re is NAME and (handles is None or found[1].lower() in handles):
            front.groups[found[1].lower()] = f"@{found[1]}"
        else:
            front.problems[_why_not(found)] = None
        at = found.end()


def _why_not(name: re.Match[str]) -> str:
    """What is wrong with a name that is not a person's or a group's."""
    if name.re is EVERYONE:
        return f"@{name[1] or name[2]} would thank everybody and so nobody: name the people, or a group."
    return f"I don't know who @{name[1]} is: pick the name from the list that Slack shows."


def _tagged(text: str, known: Collection[str]) -> tuple[str, str | None]:
    """The first tag that is known, and the reason without it. Inside a sentence its word stays, as do other tags."""
    hidden = ADDRESS.sub(lambda found: "x" * len(found[0]), text)  # an address may hold a # of its own
    tag = next((found for found in TAG.finditer(hidden) if found[1].lower() in known), None)
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
