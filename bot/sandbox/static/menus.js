// Menus, drawers and modals: what opens and closes, and where the focus goes.

import { act } from "./acts.js";
import { afterDrawing, here, redraw } from "./live.js";

const FIELDS = "input:not([type=hidden]), select, textarea, summary.field";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(except)) menu.open = false;
}

addEventListener("click", (event) => {
  closeMenus(event.target);
  const item = event.target.closest("[role=menuitem]");
  item?.closest("details[data-menu]")?.removeAttribute("open");
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) return toggleDrawer(toggle.dataset.toggle, toggle);
  if (!event.target.closest(".clock")) openClock(false);
  if (!event.target.closest("#sidebar") || event.target.closest("a")) openSidebar(false);
  if (event.target.closest("[data-close]")) closeTop(event.target.closest("[data-modal]"));
});

// A menu that would not fit opens the other way.
document.addEventListener("toggle", (event) => {
  const menu = event.target.matches?.("details[data-menu]") && event.target.querySelector(".menu");
  if (!menu || !event.target.open) return;
  event.target.removeAttribute("data-flip");
  const room = menu.closest(".modal-body, .stage, .thread-log")?.getBoundingClientRect().bottom ?? innerHeight;
  if (menu.getBoundingClientRect().bottom > room && !menu.classList.contains("up")) event.target.dataset.flip = "up";
  menu.querySelector("[role=menuitem]")?.focus({ preventScroll: true });
}, true);

function openSidebar(open) {
  document.getElementById("sidebar").classList.toggle("open", open);
  document.querySelector("[data-toggle=sidebar]")?.setAttribute("aria-expanded", open);
}

export function openClock(open) {
  document.getElementById("clock-buttons")?.toggleAttribute("data-open", open);
  document.querySelector("[data-toggle=clock]")?.setAttribute("aria-expanded", open);
}

function toggleDrawer(name, button) {
  const opened = button.getAttribute("aria-expanded") !== "true";
  if (name === "sidebar") {
    openSidebar(opened);
    if (opened) document.querySelector("#sidebar a")?.focus();
  } else if (name === "clock") openClock(opened);
  else inspect(!here.inspector);
}

export function inspect(open) {
  here.inspector = open ? "1" : "";
  sessionStorage.inspector = here.inspector;
  for (const button of document.querySelectorAll("#top [data-toggle=inspector]")) button.setAttribute("aria-expanded", open);
  redraw();
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") return escape(event);
  const menu = event.target.closest?.("[role=menu]");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const step = event.key === "ArrowDown" ? 1 : items.length - 1;
  items[(items.indexOf(document.activeElement) + step) % items.length]?.focus();
});

function escape(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const menus = [...document.querySelectorAll("details[data-menu][open]")];
  if (menus.length) {
    const menu = menus.pop();
    menu.open = false;
    return menu.querySelector("summary").focus();
  }
  const floating = document.getElementById("floating");
  if (floating.childElementCount) return floating.replaceChildren();
  const modal = topModal();
  if (modal) return closeTop(modal);
  if (document.getElementById("sidebar").classList.contains("open")) return openSidebar(false);
  if (here.inspector) inspect(false);
}

const topModal = () => [...document.querySelectorAll("[data-modal]")].pop();

function closeTop(modal) {
  if (!modal || modal.closing) return;
  modal.closing = true;
  act({ do: "close", view: modal.dataset.view }).then(() => { modal.closing = false; });
}

// While a modal is open nothing else can be reached; when the last one closes, the focus goes back to where it was.
let seen = "";
let before = null;

afterDrawing(() => {
  const modal = topModal();
  const view = modal?.dataset.view || "";
  for (const region of ["top", "sidebar", "main", "thread", "inspector"]) document.getElementById(region).inert = Boolean(modal);
  document.querySelector("#top [data-toggle=inspector]")?.setAttribute("aria-expanded", Boolean(here.inspector));
  if (view === seen) return;
  if (view && !seen) before = before ?? document.activeElement;
  seen = view;
  if (modal) {
    const wanted = modal.querySelector("[data-focus]") || modal.querySelector(".modal-body")?.querySelector(FIELDS) || modal.querySelector("[data-submit], [data-close]");
    wanted?.focus();
  } else {
    const menu = before?.closest("details[data-menu]:not([open])");
    const back = menu ? menu.querySelector("summary") : before;
    (back?.isConnected && back.checkVisibility({ visibilityProperty: true }) && back !== document.body ? back : document.getElementById("composer-text"))?.focus();
    before = null;
  }
});

addEventListener("focusin", (event) => { if (!topModal()) before = event.target; });
