"""Takes the pictures of the README and of these pages from a fresh sandbox: `make pictures` (ARGS=calls for some)."""

import io
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bot.charts import Chart, Series, draw

HERE = Path(__file__).parent / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1180, "height": 720}, {"width": 390, "height": 780}
ANA, BEN, DANA, KAREEM = "U0ANA00000", "U0BEN00000", "U0DANA0000", "U0KAREEM00"
CARE, CHAMPIONS, GENERAL = "C0CARE0000", "C0CHAMPION", "C0GENERAL0"


def main() -> None:
    HERE.mkdir(exist_ok=True)
    chromium = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if chromium is None:
        sys.exit("The pictures are taken with Chromium, and this machine has none (Debian: apt install chromium).")
    every = (
        shout_out, postcard, home, inspector, lost, record, trends, fix, rules, week, calls, start_a_ritual, digest,
        month, phone,
    )  # fmt: skip
    wanted = [take for take in every if take.__name__ in sys.argv[1:]] or every
    if wanted is every:
        keep("chart", draw_chart())
    with sandbox() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport=DESK)
        visitor = Visitor(page, address)
        for take in wanted:
            take(visitor)
        browser.close()


@contextmanager
def sandbox() -> Iterator[str]:
    """A new company on a free port, just as `make sandbox` starts it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot", "sandbox", "--port", str(port), "--folder", f"{folder}/sandbox"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            try:
                next(line for line in running.stdout or () if "Ctrl-C" in line)  # its year is lived
                yield f"http://127.0.0.1:{port}/"
            finally:
                running.terminate()


class Visitor:
    """Somebody at the screen, with a camera."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        morning = datetime.now().astimezone().replace(hour=10, minute=40) + timedelta(days=1)
        while morning.weekday() > 4:
            morning += timedelta(days=1)
        page.request.post(f"{address}sandbox/clock", data={"to": morning.isoformat()})

    def goes(self, who: str, where: str) -> None:
        self.page.goto(f"{self.address}?as={who}&at={where}")
        self.page.get_by_test_id("header").wait_for()
        self.page.wait_for_timeout(1000)  # Home is drawn anew once it is opened, and what was pressed before is gone

    def types(self, text: str) -> None:
        """Type into the channel, choose no completion, and send."""
        field = self.page.get_by_test_id("composer").get_by_role("combobox")
        field.fill(text)
        field.press("Escape")
        self.page.get_by_test_id("composer").get_by_role("button", name="Send").click()

    def presses(self, label: str, inside: str = "#stage") -> None:
        self.page.locator(inside).get_by_role("button", name=label, exact=True).last.click()

    def chooses(self, label: str, *names: str) -> None:
        """Tick names in the open form's picker."""
        modal = self.page.get_by_test_id("modal")
        modal.get_by_label(label).click()
        for name in names:
            modal.locator("label.option", has_text=name).click()
        modal.get_by_test_id("modal-title").click()

    def moves(self, button: str) -> None:
        """The clock, and wait until everything on the way was played."""
        clock = self.page.get_by_test_id("clock")
        clock.get_by_role("button", name="Move time").click()
        clock.get_by_role("button", name=button).click()
        self.page.get_by_test_id("played").get_by_role("button").click()

    def sees(self, text: str, inside: str = "#stage") -> None:
        self.page.locator(inside).get_by_text(text).last.wait_for()

    def shows(self, text: str, where: str) -> None:
        """Scroll until the text stands at that end of the screen."""
        found = self.page.locator("#stage").get_by_text(text).last
        found.evaluate("(element, block) => element.scrollIntoView({block})", where)
        self.page.wait_for_timeout(300)

    def takes(self, name: str) -> None:
        self.page.mouse.move(0, 0)
        keep(name, self.page.screenshot(animations="disabled"))


# --- the pictures -----------------------------------------------------------------------------------


def shout_out(visitor: Visitor) -> None:
    visitor.goes(BEN, CARE)
    visitor.types("/champion @ana for calming the renewal call #ownership")
    visitor.sees("They get a direct message too")
    visitor.sees("is a Customer Champion")
    visitor.takes("shout-out")


def postcard(visitor: Visitor) -> None:
    visitor.types("/champion")
    visitor.page.get_by_test_id("modal").wait_for()
    visitor.chooses("Who did right by a customer?", "Hugo Silva", "Inês Rocha")
    words = "Finding a customer's lost armchair, and refunding the waiting time before she asked."
    visitor.page.get_by_label("What did they do?").fill(words)
    visitor.page.get_by_label("Which value did they show?").select_option("ownership")
    visitor.takes("postcard")
    visitor.presses("Thank them", "#modals")
    visitor.sees("lost armchair")


def home(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({**DESK, "height": 860})
    visitor.goes(DANA, "home")
    visitor.sees("Running the rituals")
    visitor.takes("home")
    visitor.page.set_viewport_size(DESK)


def inspector(visitor: Visitor) -> None:
    visitor.goes(BEN, CARE)
    button = visitor.page.locator("#top").get_by_role("button", name="Inspector")
    button.click()
    visitor.page.locator("#inspector").get_by_text("chat.postMessage").first.wait_for()
    visitor.takes("inspector")
    button.click()


def lost(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({**DESK, "height": 860})
    visitor.goes(KAREEM, CARE)
    visitor.types("/customers lost Ngozi Adeyemi because too expensive, yesterday")
    visitor.sees("That makes")
    visitor.types("/customers lost")
    visitor.page.get_by_test_id("modal").wait_for()
    visitor.page.get_by_test_id("modal").get_by_role("combobox").first.press_sequentially("le")
    visitor.page.get_by_test_id("modal").locator(".suggestions").get_by_text("Lena").first.wait_for()
    visitor.takes("customers-form")
    visitor.page.keyboard.press("Escape")
    visitor.presses("Cancel", "#modals")


def record(visitor: Visitor) -> None:
    visitor.goes(KAREEM, CARE)
    visitor.types("/customers Weir & Lock Coworking")
    visitor.sees("Weir & Lock Coworking")
    visitor.sees("Looked after by")
    visitor.takes("customers-record")


def trends(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({**DESK, "height": 1000})
    visitor.goes(DANA, CARE)
    visitor.types("/complaint trends")
    visitor.sees("How is this said?")
    visitor.shows("Complaints, ", "start")
    visitor.takes("complaints-trends")


def fix(visitor: Visitor) -> None:
    """One that held, as everybody reads it."""
    visitor.goes(DANA, GENERAL)
    visitor.sees("It stayed fixed")
    visitor.shows("It stayed fixed", "center")
    visitor.takes("fixes")


def rules(visitor: Visitor) -> None:
    visitor.goes(ANA, CARE)
    visitor.types("/fixes rules")
    visitor.sees("Nominate a rule")
    visitor.takes("fixes-rules")
    visitor.page.set_viewport_size(DESK)


def week(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({**DESK, "height": 1000})
    visitor.goes(ANA, GENERAL)
    visitor.page.locator("#stage img[alt^='Bowl of marbles']").last.wait_for()
    visitor.takes("customers-week")
    visitor.page.set_viewport_size(DESK)


def calls(visitor: Visitor) -> None:
    """A leader's list of the month, and the loss review's pack."""
    visitor.page.set_viewport_size({**DESK, "height": 1000})
    visitor.goes(KAREEM, CHAMPIONS)
    visitor.sees("I listened")
    visitor.types("/calls")
    visitor.sees("Calls to make in")
    visitor.takes("calls-list")
    visitor.types("/calls pack")
    visitor.sees("Record decisions")
    visitor.page.set_viewport_size({**DESK, "height": 1500})
    visitor.takes("calls-pack")
    visitor.page.set_viewport_size(DESK)


def start_a_ritual(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({**DESK, "height": 860})
    visitor.goes(DANA, "home")
    visitor.page.locator("#stage").get_by_role("button", name="Stop", exact=True).first.click()  # the champions
    visitor.page.get_by_role("button", name="Stop it").click()
    visitor.page.locator("#stage").get_by_role("button", name="Start…").wait_for()
    visitor.presses("Start…")
    visitor.page.get_by_test_id("modal").wait_for()
    visitor.presses("Show me first", "#modals")
    visitor.sees("This is the message as it would read today", "#modals")
    visitor.takes("start")
    visitor.presses("Start", "#modals")
    visitor.page.set_viewport_size(DESK)


def digest(visitor: Visitor) -> None:
    visitor.goes(DANA, CHAMPIONS)
    visitor.moves("Month's end")
    visitor.sees("Customer Champions of the month")
    visitor.takes("digest")


def month(visitor: Visitor) -> None:
    """The chart of thirteen months comes with it."""
    visitor.page.set_viewport_size({**DESK, "height": 1000})
    visitor.goes(ANA, GENERAL)
    visitor.moves("Next month")
    visitor.sees("running in place")
    visitor.takes("customers-month")
    visitor.page.set_viewport_size(DESK)


def phone(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.goes(ANA, CARE)
    visitor.sees("lost armchair")
    visitor.takes("phone")


def draw_chart() -> bytes:
    """Made-up numbers, of a ritual that is still to come."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    billing = Series("Billing", (21, 23, 22, 26, 24, 25, 19, 17, 14, 12, 11, 9))
    delivery = Series("Delivery", (14, 12, 15, 13, 16, 14, 15, 13, 14, 12, 13, 14))
    return draw(Chart("Complaints by journey stage", months, (billing, delivery), highlight="Billing")).png


def keep(name: str, png: bytes) -> None:
    """Few colours make a small file, and a screen like this has few."""
    image: Any = Image.open(io.BytesIO(png)).convert("RGB").quantize(200, dither=Image.Dither.NONE)
    file = HERE / f"{name}.png"
    image.save(file, optimize=True)
    print(f"{file.relative_to(HERE.parents[1])}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
