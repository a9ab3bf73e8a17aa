"""Being told to end: by SIGTERM or Ctrl-C, once or twice, and at whatever moment it comes."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from bot.ending import heard
from tests.process import PATIENCE

BOTH = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture(autouse=True)
def never_for_ever() -> Iterator[None]:
    """What nobody hears fails the story."""

    def give_up(*_: Any) -> None:
        raise AssertionError("it was told to end, and did not hear it")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("number", BOTH)
def test_either_signal_is_heard_and_a_second_one_interrupts_nothing(number: signal.Signals) -> None:
    told = threading.Event()
    with heard(told):
        assert not told.is_set()
        signal.raise_signal(number)
        told.wait()
        for again in BOTH:
            signal.raise_signal(again)
    assert told.is_set()


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in BOTH]
    with heard(threading.Event()):
        pass
    assert [signal.getsignal(number) for number in BOTH] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_it_is_heard_at_every_step_of_falling_asleep() -> None:
    """The thread that waits holds a lock at some of them."""
    step, came = 0, True
    while came:
        came, step = told_at(step), step + 1
    assert step > 5


def told_at(step: int) -> bool:
    """Look whether it was told, and be told at that line of looking. Whether there are so many lines."""
    told, lines, came = threading.Event(), 0, False

    def look(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines, came
        if event == "line" and not came:
            came = lines == step
            lines += 1
            if came:
                signal.raise_signal(signal.SIGTERM)
        return look if frame.f_code.co_filename == threading.__file__ else None

    watched = sys.gettrace()
    with heard(told):
        sys.settrace(look)
        try:
            told.wait(0)
        finally:
            sys.settrace(watched)
        if came:
            told.wait()
    return came


def test_it_is_heard_in_the_very_moment_of_falling_asleep() -> None:
    """Such a moment is hit now and then, so it is tried often, a little later each time."""
    for pause in range(300):
        told, ready = threading.Event(), threading.Barrier(2)
        with heard(told):
            teller = threading.Thread(target=tell, args=(ready, pause))
            teller.start()
            ready.wait()
            told.wait()
            teller.join()


def tell(ready: threading.Barrier, pause: int) -> None:
    ready.wait()
    for _ in range(pause):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
