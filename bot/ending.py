"""Hears that somebody wants the process to end, by SIGTERM or Ctrl-C, at whatever moment that comes."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heard(told: threading.Event) -> Iterator[None]:
    """Meanwhile such a signal sets the event, and does nothing else.

    Not from the signal's handler: that runs in the middle of what the main thread does. One that comes while this
    thread is in the event's own lock would wait for it for ever, and one that comes just before the thread falls
    asleep would not wake it. Python writes each signal into a socket at once, and another thread reads there.
    """
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)  # Python asks for it; a full socket has told enough
    listener = threading.Thread(target=_listen, args=(ear, told), name="signals", daemon=True)
    before = {number: signal.signal(number, lambda *_: None) for number in ENDS}
    woken = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    listener.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        mouth.close()  # the listener reads the end of it
        listener.join()
        ear.close()


def _listen(ear: socket.socket, told: threading.Event) -> None:
    while numbers := ear.recv(64):
        if any(number in ENDS for number in numbers):
            told.set()
