"""The company that the sandbox comes with: whole, believable, and nobody in it is made of typing errors."""

import re
from collections.abc import Iterator

import pytest

from bot import sandbox
from bot.sandbox.api.reactions import known_emoji
from tests.played import ANA, APP, CARE, DANA, LEADERS, MANIFEST, NOOR, SECRET, TOKEN


@pytest.fixture
def space() -> Iterator[sandbox.Workspace]:
    with sandbox.start(
        manifest=MANIFEST, bot_url="http://127.0.0.1:9/", signing_secret=SECRET, bot_token=TOKEN
    ) as slack:
        yield slack.workspace


def test_there_are_a_dozen_colleagues_in_five_departments_and_four_channels(space):
    colleagues = [user for user in space.users.values() if user.is_person and not user.is_guest]
    assert len(colleagues) == 12
    assert len({user.department for user in colleagues}) == 5
    assert [channel.name for channel in space.channels_of(DANA)] == ["general", "care", "champions", "leaders"]
    assert LEADERS not in [channel.id for channel in space.channels_of(ANA)]
    assert [channel.id for channel in space.channels_of(NOOR)] == [CARE]
    assert APP not in space.channels[LEADERS].members


def test_a_year_of_talk_is_there_and_everybody_has_read_it(space):
    stamps = [float(message.ts) for posts in space.posts.values() for message in posts]
    now = space.clock.now().timestamp()
    assert now - 400 * 86_400 < min(stamps) < now - 330 * 86_400
    assert max(stamps) < now
    assert all(len(space.messages(channel)) >= 12 for channel in (CARE, "C0GENERAL0", "C0CHAMPION"))
    assert all(space.unread(user) == {} for user in space.users)


def test_whoever_speaks_reacts_or_is_mentioned_exists(space):
    for posts in space.posts.values():
        for message in posts:
            named = {message.user, *re.findall(r"<@(\w+)>", message.text)}
            for name, users in message.reactions.items():
                assert known_emoji(name), name
                named.update(users)
            assert named <= set(space.users)
            assert not re.search(r"(?<!<)@\w", message.text), message.text
            assert message.user in [*space.channels[message.channel].members, "U0LEFT0000"]
