// Buttons, selects and fields in messages, modals and the Home tab: what is pressed, chosen and typed goes to the app.

import { act, ask, asBase64, busy } from "./acts.js";
import { afterDrawing } from "./live.js";
import { stateOf, valuesIn } from "./state.js";

const TYPED = "input[type=text], input[type=number], input[type=email], input[type=url], textarea";

function placeOf(element) {
  const modal = element.closest("[data-modal]");
  if (modal) return { view: modal.dataset.view, values: valuesIn(modal) };
  const home = element.closest("[data-testid=home]");
  if (home) return { view: home.dataset.view, values: valuesIn(home) };
  const message = element.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

export async function press(element, chosen, button) {
  const { type, ...what } = chosen;
  const where = { ...placeOf(element), block_id: element.dataset.block, action_id: element.dataset.action };
  if (element.dataset.confirm && !(await ask(JSON.parse(element.dataset.confirm)))) return false; // it may be drawn anew meanwhile
  const answer = await busy(button, () => act({ do: "press", ...where, ...what }));
  return Boolean(answer?.ok);
}

addEventListener("click", (event) => {
  const button = event.target.closest("[data-press]");
  if (!button) return;
  const element = button.closest(".element");
  if (button.dataset.url) window.open(button.dataset.url, "_blank", "noopener");
  if (button.dataset.option) {
    element.open = false;
    press(element, { selected_option: JSON.parse(button.dataset.option) }, element.querySelector("summary"));
  } else press(element, { value: button.dataset.value }, button);
});

// Selects, dates, radio buttons and checkboxes tell the app at once, except in inputs that do not ask for it.
addEventListener("change", (event) => {
  const element = event.target.closest(".element[data-action]");
  if (!element || event.target.matches("[data-filter], .filter")) return;
  if (event.target.matches("[data-most], .picker input")) limit(element, event.target);
  if (element.querySelector(".picker")) return showPicked(element);
  if (element.dataset.type === "file_input") return upload(element, event.target);
  if (element.dataset.quiet || event.target.matches(TYPED) || element.dataset.type.includes("external")) return;
  press(element, stateOf(element));
});

function limit(element, box) {
  const most = Number(element.dataset.most || 0);
  if (most && box.checked && element.querySelectorAll("input:checked").length > most) box.checked = false;
}

// Several choices are sent when their list closes.
document.addEventListener("toggle", (event) => {
  const element = event.target.closest?.(".element[data-action]");
  if (!element || !event.target.matches?.(".picker")) return;
  const now = JSON.stringify(stateOf(element));
  if (event.target.open) {
    element.heldBefore = now;
    event.target.querySelector(".filter").focus();
  } else if (!element.dataset.quiet && element.heldBefore && element.heldBefore !== now) {
    press(element, stateOf(element));
  }
}, true);

export function showPicked(element) {
  const chips = [...element.querySelectorAll(".options input:checked")].map((box) => {
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.textContent = box.closest(".option").querySelector("span").textContent;
    return chip;
  });
  element.querySelector(".picked").replaceChildren(...chips);
}

addEventListener("input", (event) => {
  const field = event.target;
  if (field.matches(".filter")) return filter(field);
  const element = field.closest(".element[data-action]");
  if (!element) return;
  count(element);
  if ((element.dataset.dispatch || "").includes("on_character_entered") && !element.dataset.quiet) {
    clearTimeout(element.typing);
    element.typing = setTimeout(() => press(element, stateOf(element)), 350);
  }
});

function filter(field) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = plain(field.value.trim());
  for (const label of field.parentElement.querySelectorAll(".option")) label.hidden = !plain(label.textContent).includes(wanted);
}

function count(element) {
  const shown = element.querySelector(".count");
  if (!shown) return;
  const left = Number(shown.dataset.most) - [...element.querySelector("input, textarea").value].length;
  shown.textContent = left <= 100 ? left : "";
}

// Enter in a line that dispatches tells the app; anywhere else in a modal it submits, as HTML has it.
addEventListener("keydown", (event) => {
  const element = event.target.closest?.(".element[data-action]");
  if (event.key !== "Enter" || !element) return;
  if (event.target.matches(".filter")) return event.preventDefault();
  if ((event.ctrlKey || event.metaKey) && element.closest("[data-modal]")) return element.closest("[data-modal]").requestSubmit();
  if (!event.target.matches("input") || !event.target.matches(TYPED) || element.dataset.quiet) return;
  if ((element.dataset.dispatch || "on_enter_pressed").includes("on_enter_pressed")) {
    event.preventDefault();
    press(element, stateOf(element));
  }
});

// As soon as a file is chosen it goes to the workspace; a form that is sent meanwhile waits for it.
function upload(element, field) {
  const files = [...field.files].slice(0, Number(element.dataset.most || 10));
  const work = (async () => {
    const ids = [];
    for (const file of files) {
      const answer = await act({ do: "upload", filename: file.name, content_base64: await asBase64(file) });
      if (answer.ok) ids.push(answer.file);
    }
    if (element.uploading === work) element.uploaded = ids;
  })();
  element.uploaded = [];
  element.uploading = work;
  return work;
}

async function submit(form) {
  await Promise.all([...form.querySelectorAll("[data-type=file_input]")].map((element) => element.uploading));
  return act({ do: "submit", view: form.dataset.view, values: valuesIn(form) });
}

addEventListener("submit", (event) => {
  const form = event.target.closest("[data-modal]");
  if (!form) return;
  event.preventDefault();
  busy(form.querySelector("[data-submit]"), () => submit(form));
  form.submitted = true;
});

afterDrawing(() => {
  const sent = [...document.querySelectorAll("[data-modal]")].find((form) => form.submitted && form.querySelector(".wrong"));
  if (sent) {
    sent.submitted = false;
    sent.querySelector(".wrong .field, .wrong input").focus();
  }
  for (const element of document.querySelectorAll(".element:has(.picker)")) showPicked(element);
});

addEventListener("chosen", (event) => press(event.target, event.detail));
