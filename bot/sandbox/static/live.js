// Keeps the page as the workspace is: waits for changes, draws what differs, and moves from place to place.

import { morphHtml } from "./morph.js";

const body = document.body;
export const here = {
  as: body.dataset.myId,
  at: body.dataset.myPlace,
  thread: body.dataset.myThread,
  message: "",
  back: 0,
  inspector: sessionStorage.inspector || "",
  version: Number(body.dataset.version),
};
const afterwards = [];
let jump = "";
let waiting = null;

export function afterDrawing(act) { afterwards.push(act); }

export function drawn(moved) { for (const act of afterwards) act(moved); }

export function addressOf(change = {}) {
  const to = { ...here, ...change };
  const query = new URLSearchParams({ as: to.as, at: to.at });
  if (to.thread) query.set("thread", to.thread);
  return `/?${query}`;
}

function livePath(version) {
  const query = new URLSearchParams({ as: here.as, at: here.at, version });
  for (const name of ["thread", "message", "back", "inspector"]) if (here[name]) query.set(name, here[name]);
  const have = [...document.querySelectorAll("[data-region]")].map((one) => `${one.dataset.region}:${one.dataset.hash}`);
  query.set("have", have.join(","));
  return `/sandbox/live?${query}`;
}

const atBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
const logs = () => [document.querySelector("#stage:has(.log)"), document.querySelector(".thread-log")].filter(Boolean);

function draw(answer, moved) {
  const low = new Set(logs().filter(atBottom));
  const known = new Set(logs());
  for (const [name, region] of Object.entries(answer.regions)) {
    const place = document.querySelector(`[data-region="${name}"]`);
    if (!place || place.dataset.hash === region.hash) continue;
    morphHtml(place, region.html);
    place.dataset.hash = region.hash;
  }
  for (const box of logs()) {
    const first = box.id !== "stage" && !known.has(box);
    if (first || (low.has(box) && !moved)) box.scrollTop = box.scrollHeight;
  }
  document.title = answer.title;
  here.version = answer.version;
  here.at = answer.at;
  drawn(moved);
}

// A picture that arrives late does not push the last message out of sight.
let stuck = true;
document.getElementById("stage").addEventListener("scroll", (event) => { stuck = atBottom(event.target); }, { passive: true });
document.addEventListener("load", (event) => {
  const stage = event.target.matches?.("img") && event.target.closest("#stage");
  if (stage && stuck) stage.scrollTop = stage.scrollHeight;
}, true);

async function fetchOnce(version, moved) {
  waiting = new AbortController();
  const answer = await fetch(livePath(version), { signal: waiting.signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the page could not be drawn again (${answer.status})`);
  draw(await answer.json(), moved);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function follow() {
  let failures = 0;
  for (;;) {
    const why = jump;
    jump = "";
    try {
      await fetchOnce(why || failures ? 0 : here.version, why === "moved");
      failures = 0;
    } catch (trouble) {
      if (trouble.name === "AbortError") continue;
      failures += 1;
      jump ||= why;
      await pause(Math.min(400 * failures, 4000));
    }
    body.classList.toggle("offline", failures > 1);
  }
}

// Draw again at once: because somebody moved to another place, or for another reason.
export function redraw(why = "changed") {
  jump = jump === "moved" ? jump : why;
  waiting?.abort();
}

export function go(change, { remember = true } = {}) {
  const moved = change.at !== undefined;
  Object.assign(here, { thread: "", message: "" }, moved ? { back: 0 } : {}, change);
  if (remember) history.pushState({ at: here.at, thread: here.thread }, "", addressOf());
  redraw(moved ? "moved" : "changed");
}

addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search);
  if (query.get("as") && query.get("as") !== here.as) return location.reload();
  go({ at: query.get("at") || "", thread: query.get("thread") || "" }, { remember: false });
});
