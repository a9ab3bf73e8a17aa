// What can be done with messages: reactions, threads, shortcuts, links, and the places in the sidebar.

import { act, ask, busy, toast } from "./acts.js";
import { afterDrawing, go, here, redraw } from "./live.js";

const FACES = [
  ["thumbsup", "👍"], ["raised_hands", "🙌"], ["clap", "👏"], ["tada", "🎉"], ["heart", "❤️"], ["pray", "🙏"], ["muscle", "💪"], ["rocket", "🚀"],
  ["white_check_mark", "✅"], ["eyes", "👀"], ["star", "⭐"], ["trophy", "🏆"], ["fire", "🔥"], ["sparkles", "✨"], ["100", "💯"], ["bulb", "💡"],
  ["smile", "😄"], ["joy", "😂"], ["sweat_smile", "😅"], ["thinking_face", "🤔"], ["cry", "😢"], ["wave", "👋"], ["coffee", "☕"], ["x", "❌"],
];

const stage = document.getElementById("stage");

function about(node) {
  const message = node.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

function react(message, name) {
  const mine = [...message.querySelectorAll(".reaction.mine")].some((one) => one.dataset.react === name);
  act({ do: mine ? "unreact" : "react", channel: message.dataset.channel, ts: message.dataset.ts, name });
}

function pickReaction(button) {
  const message = button.closest(".message");
  const picker = document.createElement("div");
  picker.className = "menu emoji-picker";
  picker.setAttribute("role", "menu");
  picker.setAttribute("aria-label", "Reactions");
  for (const [name, drawn] of FACES) {
    const face = Object.assign(document.createElement("button"), { type: "button", className: "bare emoji", textContent: drawn, title: `:${name}:` });
    face.setAttribute("role", "menuitem");
    face.setAttribute("aria-label", name.replaceAll("_", " "));
    face.addEventListener("click", () => { picker.remove(); react(message, name); });
    picker.append(face);
  }
  const floating = document.getElementById("floating");
  floating.replaceChildren(picker);
  const at = button.getBoundingClientRect();
  const size = picker.getBoundingClientRect();
  picker.animate([{ opacity: 0 }, { opacity: 1 }], 80);
  place(picker, Math.max(8, Math.min(at.left, innerWidth - size.width - 8)), at.bottom + size.height + 8 > innerHeight ? at.top - size.height - 4 : at.bottom + 4);
  picker.firstChild.focus();
}

function place(box, left, top) {
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

const CLICKS = {
  "[data-react]": (node) => react(node.closest(".message"), node.dataset.react),
  "[data-pick-reaction]": pickReaction,
  "[data-thread]": (node) => openThread(node.dataset.thread),
  "[data-go]": (node) => go({ at: node.dataset.go }),
  "[data-open-dm]": (node) => act({ do: "open_dm", user: node.dataset.openDm }).then((answer) => answer.ok && go({ at: answer.channel })),
  ".mention[data-user]": (node) => act({ do: "open_dm", user: node.dataset.user }, { quiet: true }).then((answer) => answer.ok && go({ at: answer.channel })),
  "[data-copy]": (node) => copyLink(new URL(node.dataset.copy, location.href).href),
  "[data-shortcut]": (node) => runShortcut(node),
  "[data-act]": (node) => doAct(node),
  "[data-back]": (node) => { here.back = node.dataset.back; redraw(); },
};

addEventListener("click", (event) => {
  if (!event.target.closest("#floating, [data-pick-reaction]")) document.getElementById("floating").replaceChildren();
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const [hook, doIt] of Object.entries(CLICKS)) {
    const node = event.target.closest(hook);
    if (node) {
      event.preventDefault();
      return doIt(node);
    }
  }
  const link = event.target.closest("a[href]");
  if (link && link.origin === location.origin && link.pathname.startsWith("/archives/")) {
    event.preventDefault();
    const [, , channel, stamp] = link.pathname.split("/");
    go({ at: channel, message: `${stamp.slice(1, 11)}.${stamp.slice(11)}`, thread: new URL(link.href).searchParams.get("thread_ts") || "" });
  }
});

function openThread(ts) {
  go({ thread: ts });
  focusThread = Boolean(ts);
}
let focusThread = false;

async function copyLink(address) {
  try {
    await navigator.clipboard.writeText(address);
    toast("Link copied.", { stay: 2500 });
  } catch {
    toast(address, { stay: 15000 });
  }
}

function runShortcut(node) {
  const message = node.closest(".message");
  act({ do: "shortcut", callback_id: node.dataset.shortcut, ...(message ? about(node) : {}) });
}

async function doAct(node) {
  const { act: verb, channel, ts, user, sure } = node.dataset;
  if (sure && !(await ask({ title: sure, text: "It will be gone for everybody.", confirm: "Delete", style: "danger" }))) return;
  busy(node, () => act({ do: verb, channel, ts, user }));
}

addEventListener("submit", (event) => {
  const form = event.target.closest("[data-invite]");
  if (!form) return;
  event.preventDefault();
  act({ do: "invite", channel: form.dataset.invite, user: form.querySelector("select").value });
});

// Up and down walk through the messages; the tools of the one in focus come with Tab.
addEventListener("keydown", (event) => {
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || event.target.closest("input, textarea, select, [role=menu]")) return;
  const log = event.target.closest("#stage, .thread-log");
  if (!log) return;
  const all = [...log.querySelectorAll(".message")];
  const at = all.indexOf(event.target.closest(".message"));
  const next = event.key === "ArrowUp" ? (at < 0 ? all.length - 1 : at - 1) : at + 1;
  if (!all[next]) return;
  event.preventDefault();
  all[next].focus();
});

let tab = "";

afterDrawing((moved) => {
  if (moved) {
    const pointed = document.querySelector(".message.pointed");
    if (pointed) pointed.scrollIntoView({ block: "center" });
    else if (document.querySelector(".home")) stage.scrollTop = 0;
    else if (!here.back) stage.scrollTop = stage.scrollHeight;
  }
  if (focusThread) document.getElementById("thread-text")?.focus();
  focusThread = false;
  arrive();
});

// Whoever looks at a place has read it; whoever opens the app's Home is told to the app.
function arrive() {
  const now = document.querySelector(".tabs [aria-selected=true]")?.dataset.go || "";
  if (now && now !== tab) act({ do: now === "home" ? "home" : "messages_tab" });
  tab = now;
  const unread = document.querySelector(`[data-testid=place][aria-current=page] .badge`);
  if (unread && document.visibilityState === "visible" && !["home", "messages"].includes(here.at)) act({ do: "mark_read", channel: here.at }, { quiet: true });
}

addEventListener("visibilitychange", () => arrive());
