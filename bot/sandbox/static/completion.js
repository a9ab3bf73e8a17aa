// Completes @people, #channels and /commands while somebody writes, and says how a command is used.

import { here } from "./live.js";

let names = null;
let asked = 0;

export async function learnNames() {
  if (names && Date.now() - asked < 15000) return names;
  asked = Date.now();
  const answer = await fetch(`/sandbox/directory?as=${here.as}&at=${here.at}`);
  names = await answer.json();
  return names;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function rank(one, wanted) {
  const words = [one.insert.slice(1), ...one.name.split(/[\s-]+/)].map(plain);
  return words.some((word) => word.startsWith(wanted)) ? 0 : plain(one.name).includes(wanted) ? 1 : 2;
}

// What the caret stands in: the sign, what follows it, and where it begins.
function tokenAt(field) {
  const text = field.value.slice(0, field.selectionStart);
  const command = /^\/[\w-]*$/.exec(text);
  if (command && !field.closest("form").dataset.threadTs) return { sign: "/", wanted: text.slice(1), from: 0 };
  const found = /(?:^|[\s(])([@#])([^\s@#]*)$/u.exec(text);
  return found ? { sign: found[1], wanted: found[2], from: text.length - found[2].length - 1 } : null;
}

function candidates(token) {
  const pool = { "@": [...names.people, ...names.groups], "#": names.channels, "/": names.commands }[token.sign];
  const wanted = plain(token.wanted);
  return pool.map((one) => [rank(one, wanted), one]).filter(([at]) => at < 2).sort((a, b) => a[0] - b[0]).slice(0, 8).map(([, one]) => one);
}

export async function complete(form) {
  const field = form.querySelector("textarea");
  const list = form.querySelector(".completion");
  const token = tokenAt(field);
  if (!token && !field.value.startsWith("/")) return close(form);
  const turn = list.turn = (list.turn || 0) + 1;
  await learnNames();
  if (turn !== list.turn) return undefined; // more was typed meanwhile: an answer to less comes too late
  if (!token) return showUsage(form, field, list);
  const found = candidates(token);
  if (!found.length) return field.value.startsWith("/") ? showUsage(form, field, list) : close(form);
  const rows = found.map((one, index) => row(one, index, list.id));
  list.replaceChildren(...rows);
  list.token = token;
  open(form, rows[0].id);
}

function row(one, index, listId) {
  const box = document.createElement("div");
  box.setAttribute("role", "option");
  box.setAttribute("aria-selected", index === 0);
  box.id = `${listId}-${index}`;
  box.dataset.insert = one.insert;
  const name = Object.assign(document.createElement("strong"), { textContent: one.name });
  const note = Object.assign(document.createElement("small"), { textContent: [one.hint, one.note].filter(Boolean).join(" · ") });
  box.append(name, note);
  return box;
}

function showUsage(form, field, list) {
  const command = names.commands.find((one) => field.value.startsWith(`${one.name} `));
  if (!command || !command.hint || field.closest("form").dataset.threadTs) return close(form);
  const usage = document.createElement("div");
  usage.className = "usage";
  usage.append(Object.assign(document.createElement("b"), { textContent: command.name }), ` ${command.hint}`);
  list.replaceChildren(usage);
  list.token = null;
  list.hidden = false;
  field.removeAttribute("aria-activedescendant");
}

function open(form, active) {
  form.querySelector(".completion").hidden = false;
  form.querySelector("textarea").setAttribute("aria-expanded", "true");
  form.querySelector("textarea").setAttribute("aria-activedescendant", active);
}

export function close(form) {
  const list = form.querySelector(".completion");
  list.hidden = true;
  list.token = null;
  list.turn = (list.turn || 0) + 1;
  form.querySelector("textarea").setAttribute("aria-expanded", "false");
  form.querySelector("textarea").removeAttribute("aria-activedescendant");
}

export function take(form, chosen) {
  const field = form.querySelector("textarea");
  const { from } = form.querySelector(".completion").token;
  const after = field.value.slice(field.selectionStart);
  const put = `${chosen.dataset.insert}${after.startsWith(" ") ? "" : " "}`;
  field.value = field.value.slice(0, from) + put + after;
  field.selectionStart = field.selectionEnd = from + put.length + (after.startsWith(" ") ? 1 : 0);
  close(form);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Answers true where the key was meant for the list.
export function steer(event, form) {
  const list = form.querySelector(".completion");
  if (list.hidden) return false;
  if (event.key === "Escape") {
    close(form);
    return true;
  }
  const rows = [...list.querySelectorAll("[role=option]")];
  const at = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (!rows.length) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    rows[at].setAttribute("aria-selected", "false");
    const next = rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    event.target.setAttribute("aria-activedescendant", next.id);
    return true;
  }
  if (event.key !== "Tab" && event.key !== "Enter") return false;
  // A command that is already whole is sent by Enter.
  if (event.key === "Enter" && rows[at].dataset.insert === event.target.value) return false;
  take(form, rows[at]);
  return true;
}
