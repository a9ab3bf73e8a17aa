// The field at the bottom: writing, sending, commands, files, and what was not sent yet.

import { act, asBase64, busy } from "./acts.js";
import { close, complete, steer, take } from "./completion.js";
import { afterDrawing, here } from "./live.js";

const draftName = (form) => `draft ${here.as} ${form.dataset.channel} ${form.dataset.threadTs}`;
const formOf = (node) => node.closest?.("[data-composer]");

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, innerHeight * 0.4)}px`;
}

addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form || event.target.tagName !== "TEXTAREA") return;
  grow(event.target);
  sessionStorage.setItem(draftName(form), event.target.value);
  complete(form);
});

addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.target.tagName !== "TEXTAREA" || event.isComposing) return;
  if (steer(event, form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}, true);

addEventListener("mousedown", (event) => {
  const row = event.target.closest?.(".completion [role=option]");
  if (!row) return;
  event.preventDefault();
  take(formOf(row), row);
});

addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (form && event.target.tagName === "TEXTAREA") setTimeout(() => close(form), 120);
});

addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const form = button && button.matches("button") && formOf(button);
  if (form) {
    const field = form.querySelector("textarea");
    const sign = button.dataset.insert;
    field.focus();
    if (sign === "/") field.value = "/";
    else field.setRangeText(/(^|\s)$/.test(field.value.slice(0, field.selectionStart)) ? sign : ` ${sign}`, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const remove = event.target.closest(".waiting-files button");
  if (remove) {
    const owner = formOf(remove);
    const item = remove.closest("li");
    owner.waiting = owner.waiting.filter((file) => file !== item.file);
    item.remove();
  }
});

addEventListener("change", (event) => {
  if (!event.target.matches("[data-files]")) return;
  const form = formOf(event.target);
  form.waiting = [...(form.waiting || []), ...event.target.files];
  event.target.value = "";
  showFiles(form);
  form.querySelector("textarea").focus();
});

function showFiles(form) {
  const items = (form.waiting || []).map((file) => {
    const item = Object.assign(document.createElement("li"), { textContent: file.name, file });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", `Remove ${file.name}`);
    item.append(remove);
    return item;
  });
  form.querySelector(".waiting-files").replaceChildren(...items);
}

async function sendAll(form, text) {
  const { channel, threadTs } = form.dataset;
  const place = threadTs ? { channel, thread_ts: threadTs } : { channel };
  const files = form.waiting || [];
  for (const [index, file] of files.entries()) {
    const answer = await act({ do: "upload", ...place, filename: file.name, content_base64: await asBase64(file), text: index ? "" : text });
    if (!answer.ok) return false;
  }
  if (files.length) {
    form.waiting = [];
    showFiles(form);
    return true;
  }
  return (await act({ do: "type", ...place, text })).ok;
}

addEventListener("submit", async (event) => {
  const form = formOf(event.target);
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("textarea");
  const text = field.value;
  if (!text.trim() && !(form.waiting || []).length) return;
  close(form);
  field.value = "";
  grow(field);
  sessionStorage.removeItem(draftName(form));
  const stage = form.closest(".thread") ? document.querySelector(".thread-log") : document.getElementById("stage");
  if (stage) stage.scrollTop = stage.scrollHeight;
  // A line that is written while another is still on its way leaves after it, instead of never.
  const before = form.underway || Promise.resolve();
  form.underway = before.then(() => busy(form.querySelector(".send"), () => sendAll(form, text)));
  const sent = await form.underway;
  // What was refused stands in the field again, so that nobody has to write it twice.
  if (sent === false && !field.value) {
    field.value = text;
    grow(field);
    sessionStorage.setItem(draftName(form), text);
  }
});

afterDrawing((moved) => {
  for (const form of document.querySelectorAll("[data-composer]")) {
    if (form.known) continue;
    form.known = true;
    const field = form.querySelector("textarea");
    field.value = sessionStorage.getItem(draftName(form)) || "";
    grow(field);
  }
  if (moved && matchMedia("(min-width: 761px)").matches && !document.querySelector("[data-modal]") && !document.activeElement?.closest(".thread")) {
    document.getElementById("composer-text")?.focus();
  }
});
