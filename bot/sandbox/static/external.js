// Selects whose options the app gives while somebody types.

import { act } from "./acts.js";
import { stateOf } from "./state.js";

let typing = 0;

function clear(box) {
  const list = box.querySelector(".suggestions");
  list.hidden = true;
  list.replaceChildren();
  box.querySelector("input").setAttribute("aria-expanded", "false");
}

function dispatch(element) {
  if (element.dataset.quiet) return;
  element.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: stateOf(element) }));
}

function choose(element, option) {
  const box = element.querySelector(".external");
  const input = box.querySelector("input");
  const chips = box.querySelectorAll(".chip");
  if (element.dataset.type === "external_select") chips.forEach((chip) => chip.remove());
  else if (chips.length >= Number(element.dataset.most || 100)) return;
  const chip = document.createElement("span");
  chip.className = "chip";
  chip.dataset.option = JSON.stringify(option);
  chip.append(option.text.text);
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  remove.setAttribute("aria-label", `Remove ${option.text.text}`);
  remove.dataset.remove = "";
  chip.append(remove);
  input.before(chip);
  input.value = "";
  clear(box);
  input.focus();
  dispatch(element);
}

function offer(element, answer) {
  const box = element.querySelector(".external");
  const list = box.querySelector(".suggestions");
  const options = answer.options || (answer.option_groups || []).flatMap((group) => group.options);
  const chosen = new Set([...box.querySelectorAll(".chip")].map((chip) => JSON.parse(chip.dataset.option).value));
  const rows = options.filter((one) => !chosen.has(one.value)).map((one, index) => {
    const row = document.createElement("span");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", index === 0 ? "true" : "false");
    row.textContent = one.text.text;
    row.dataset.option = JSON.stringify(one);
    return row;
  });
  if (!rows.length) rows.push(Object.assign(document.createElement("span"), { className: "empty", textContent: "Nothing found" }));
  list.replaceChildren(...rows);
  list.hidden = false;
  box.querySelector("input").setAttribute("aria-expanded", "true");
}

addEventListener("input", (event) => {
  const element = event.target.closest(".element");
  if (!element || !event.target.closest(".external")) return;
  clearTimeout(typing);
  const words = event.target.value;
  if (words.length < Number(element.dataset.least)) return clear(element.querySelector(".external"));
  typing = setTimeout(async () => {
    const modal = element.closest("[data-modal], [data-testid=home]");
    const message = element.closest(".message");
    const place = modal ? { view: modal.dataset.view } : { channel: message.dataset.channel, ts: message.dataset.ts };
    const answer = await act({ do: "suggest", ...place, block_id: element.dataset.block, action_id: element.dataset.action, value: words });
    if (answer.ok && event.target.value === words) offer(element, answer);
  }, 180);
});

addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".external");
  if (!box) return;
  const rows = [...box.querySelectorAll("[role=option]")];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (rows.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    rows[at]?.setAttribute("aria-selected", "false");
    rows[(at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length].setAttribute("aria-selected", "true");
  } else if (rows.length && event.key === "Enter") {
    event.preventDefault();
    choose(box.closest(".element"), JSON.parse(rows[Math.max(at, 0)].dataset.option));
  } else if (rows.length && event.key === "Escape") {
    event.stopPropagation();
    clear(box);
  } else if (event.key === "Backspace" && !event.target.value) {
    [...box.querySelectorAll(".chip")].pop()?.remove();
    dispatch(box.closest(".element"));
  } else if (event.key === "Enter") event.preventDefault();
}, true);

addEventListener("mousedown", (event) => {
  const row = event.target.closest?.(".external [role=option]");
  if (!row) return;
  event.preventDefault();
  choose(row.closest(".element"), JSON.parse(row.dataset.option));
});

addEventListener("click", (event) => {
  const remove = event.target.closest?.("[data-remove]");
  if (!remove || !remove.closest(".external")) return;
  const element = remove.closest(".element");
  remove.closest(".chip").remove();
  dispatch(element);
});
