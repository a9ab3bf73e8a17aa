"""One sandbox and one Chromium for all journeys; each has its own page, which may not have a single error."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

PEOPLE = {
    "ana": "U0ANA00000", "ben": "U0BEN00000", "chloe": "U0CHLOE000", "dana": "U0DANA0000", "hugo": "U0HUGO0000",
    "ines": "U0INES0000",
}  # fmt: skip
PLACES = {"care": "C0CARE0000", "champions": "C0CHAMPION", "general": "C0GENERAL0"}
expect.set_options(timeout=20_000)  # a busy machine may take its time
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a sandbox of its own, as a newcomer starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("sandbox")
    command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--folder", str(folder)]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "Ctrl-C ends it" in line:
                break
        else:
            pytest.fail(f"the sandbox ended before it began: {running.wait()}")
        yield f"http://127.0.0.1:{port}"
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


class Visitor:
    """Somebody at the page, in words that journeys can use."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def is_(self, person: str, at: str = "care") -> "Visitor":
        self.page.goto(f"{self.address}/?as={PEOPLE[person]}&at={PLACES.get(at, at)}")
        return self

    def types(self, text: str) -> None:
        """A line, sent with Enter."""
        self.page.keyboard.press("Escape")
        self.composer.fill(text)
        self.page.keyboard.press("Escape")  # no completion takes the Enter
        self.composer.press("Enter")

    @property
    def composer(self) -> Locator:
        return self.page.locator("#composer-text")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("message")

    def message(self, words: str) -> Locator:
        """The newest message that has these words in it."""
        return self.messages.filter(has_text=words).last

    @property
    def private(self) -> Locator:
        """The newest line that only this person sees."""
        return self.page.locator(".message.ephemeral").last

    @property
    def modal(self) -> Locator:
        return self.page.get_by_test_id("modal").last

    def presses(self, label: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=label, exact=True).last.click()

    def picks(self, *names: str) -> None:
        """People in the form's list."""
        self.modal.locator(".picker summary").first.click()
        for name in names:
            self.modal.locator(".option", has_text=name).first.click()
        self.page.keyboard.press("Escape")

    def opens_the_app(self, tab: str = "Home") -> None:
        self.page.get_by_test_id("apps").get_by_text("cx-rituals").or_(
            self.page.get_by_test_id("apps").get_by_text("CX Rituals")
        ).first.click()
        self.page.get_by_role("link", name=tab, exact=True).or_(
            self.page.get_by_role("tab", name=tab, exact=True)
        ).first.click()

    def pushes(self, label: str) -> None:
        """Move the workspace's clock, and wait until everything on the way was played."""
        self.presses(label)
        expect(self.page.get_by_test_id("played").last).to_be_visible(timeout=60_000)
        expect(self.page.get_by_test_id("playing")).to_have_count(0)
        for said in self.page.get_by_test_id("played").all():
            said.get_by_role("button", name="Dismiss").click()

    def sees_nothing_twice(self) -> list[str]:
        """No message stands there twice; gives what stands there."""
        shown = self.messages.evaluate_all("all => all.map(one => one.dataset.ts)")
        assert len(shown) == len(set(shown))
        return list(shown)

    def looks(self, name: str) -> None:
        """A picture of what stands there, where SHOTS says."""
        if folder := os.environ.get("SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")


def _page(browser: Browser, size: dict[str, int], *, touch: bool) -> Iterator[Page]:
    context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not errors


@pytest.fixture
def visitor(browser: Browser, sandbox: str) -> Iterator[Visitor]:
    for page in _page(browser, WIDE, touch=False):
        yield Visitor(page, sandbox)


@pytest.fixture
def phone(browser: Browser, sandbox: str) -> Iterator[Visitor]:
    for page in _page(browser, PHONE, touch=True):
        yield Visitor(page, sandbox)
