// Starts the page: every other file does one part of it.

import "./forms.js";
import "./external.js";
import "./menus.js";
import "./messages.js";
import "./composer.js";
import "./clock.js";
import { drawn, follow, here } from "./live.js";

addEventListener("change", (event) => {
  if (event.target.id === "you") location.href = `/?as=${event.target.value}&at=${here.at}`;
});

document.addEventListener("toggle", async (event) => {
  const box = event.target;
  if (!box.matches?.("[data-traffic]") || !box.open || box.loaded) return;
  box.loaded = true;
  const answer = await fetch(`/sandbox/traffic/${box.dataset.traffic}`);
  box.querySelector(".traffic-bodies").innerHTML = answer.ok ? await answer.text() : "<p>No longer kept.</p>";
}, true);

const query = new URLSearchParams(location.search);
history.replaceState({ at: here.at, thread: here.thread }, "", `/?${new URLSearchParams({ as: here.as, at: here.at, ...(here.thread ? { thread: here.thread } : {}) })}`);
here.message = query.get("message") || "";
drawn(true);
document.body.dataset.ready = "yes";
follow();
