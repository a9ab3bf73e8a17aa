// The workspace's clock: it runs, and people push it.

import { send, toast } from "./acts.js";
import { afterDrawing } from "./live.js";
import { openClock } from "./menus.js";
import { secondsOf } from "./state.js";

let shownAt = performance.now();
let shownFor = "";

function momentNow() {
  const now = document.querySelector("[data-now]");
  return new Date(Number(now.dataset.now) + (performance.now() - shownAt));
}

afterDrawing(() => {
  const now = document.querySelector("[data-now]");
  if (now.dataset.now !== shownFor) {
    shownFor = now.dataset.now;
    shownAt = performance.now();
  }
});

async function push(to, label) {
  openClock(false);
  document.body.classList.add("playing");
  const progress = toast(`Playing until ${label}…`, { stay: 0 });
  progress.dataset.testid = "playing";
  const answer = await send("/sandbox/clock", { to });
  progress.remove();
  document.body.classList.remove("playing");
  if (!answer.ok) return toast(answer.error || "The clock could not be moved.", { kind: "error" });
  const zone = document.querySelector("[data-now]").dataset.zone;
  const said = (answer.played || []).map((one) => `${shortly(one.at, zone)}  ${one.what}`);
  const list = said.length > 12 ? [...said.slice(0, 12), `… and ${said.length - 12} more`] : said;
  const words = said.length ? `It is now ${label}. On the way:` : `It is now ${label}. Nothing was due.`;
  toast(words, { list, stay: said.length ? 14000 : 5000 }).dataset.testid = "played";
}

function shortly(iso, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

addEventListener("click", (event) => {
  const button = event.target.closest("[data-clock]");
  if (!button) return;
  const zone = document.querySelector("[data-now]").dataset.zone;
  const to = button.dataset.add ? new Date(momentNow().getTime() + Number(button.dataset.add) * 1000).toISOString() : button.dataset.clock;
  push(to, shortly(to, zone));
});

addEventListener("submit", (event) => {
  const form = event.target.closest("[data-clock-form]");
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("input");
  if (!field.value) return field.focus();
  form.closest("details").open = false;
  const to = new Date(secondsOf(field.value, field.dataset.zone) * 1000).toISOString();
  push(to, shortly(to, field.dataset.zone));
});
