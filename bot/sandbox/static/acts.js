// What a person does goes to the workspace; what it refuses is said in a toast.

import { here } from "./live.js";

export function toast(words, { kind = "", list = [], stay = 7000 } = {}) {
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.dataset.testid = "toast";
  const text = document.createElement("div");
  text.textContent = words;
  if (list.length) {
    const items = document.createElement("ul");
    for (const line of list) items.append(Object.assign(document.createElement("li"), { textContent: line }));
    text.append(items);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "bare", textContent: "✕" });
  close.setAttribute("aria-label", "Dismiss");
  close.addEventListener("click", () => box.remove());
  box.append(text, close);
  document.getElementById("toasts").append(box);
  if (stay) setTimeout(() => box.remove(), stay);
  return box;
}

export async function send(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return await answer.json();
  } catch {
    return { ok: false, error: "The sandbox does not answer. Is it still running?" };
  }
}

export async function act(what, { quiet = false } = {}) {
  const answer = await send("/sandbox/act", { as: here.as, ...what });
  if (answer.ok && !quiet) document.querySelectorAll(".toast.error").forEach((old) => old.remove());
  if (!answer.ok && !quiet && !answer.errors) toast(answer.error || "That did not work.", { kind: "error" });
  return answer;
}

// A button that is at work says so, and cannot be pressed twice.
export async function busy(button, work) {
  if (button?.getAttribute("aria-busy") === "true") return undefined;
  button?.setAttribute("aria-busy", "true");
  try { return await work(); } finally { button?.removeAttribute("aria-busy"); }
}

export async function asBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

export function ask({ title, text, confirm = "Yes", deny = "Cancel", style = "primary" }) {
  return new Promise((done) => {
    const box = document.createElement("dialog");
    box.setAttribute("aria-labelledby", "ask-title");
    box.dataset.testid = "confirm";
    const heading = Object.assign(document.createElement("h2"), { id: "ask-title", textContent: title });
    const words = Object.assign(document.createElement("p"), { textContent: text });
    const footer = document.createElement("footer");
    const no = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: deny });
    const yes = Object.assign(document.createElement("button"), { type: "button", className: `button ${style}`, textContent: confirm });
    footer.append(no, yes);
    box.append(heading, words, footer);
    let answer = false;
    no.addEventListener("click", () => box.close());
    yes.addEventListener("click", () => { answer = true; box.close(); });
    box.addEventListener("close", () => { box.remove(); done(answer); });
    document.body.append(box);
    box.showModal();
    yes.focus();
  });
}
