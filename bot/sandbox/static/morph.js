// Turns the old tree into the new one with as few changes as possible, so that focus, scrolling, open menus and
// whatever somebody is typing survive.

const LIVE = new Set(["open", "aria-busy", "aria-expanded", "data-open", "data-flip"]);

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  matchAttributes(old, fresh);
  if (!old.hasAttribute("data-keep")) matchChildren(old, fresh);
}

function matchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !LIVE.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !LIVE.has(name)) old.setAttribute(name, value);
  }
}

function keyOf(node) {
  return node.nodeType === 1 ? node.dataset.key || node.id || "" : "";
}

function matches(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
}

export function matchChildren(old, fresh) {
  const keyed = new Map();
  for (const child of old.childNodes) if (keyOf(child)) keyed.set(keyOf(child), child);
  const wanted = new Set([...fresh.childNodes].map(keyOf).filter(Boolean));
  for (const [key, child] of keyed) if (!wanted.has(key)) child.remove();
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const key = keyOf(child);
    let same = null;
    if (key) {
      same = keyed.get(key);
      if (same && !matches(same, child)) { same.remove(); if (at === same) at = null; same = null; }
    } else {
      if (at && !keyOf(at) && matches(at, child)) same = at;
    }
    if (!same) {
      old.insertBefore(document.importNode(child, true), at && at.parentNode === old ? at : null);
      continue;
    }
    if (same !== at) old.insertBefore(same, at && at.parentNode === old ? at : null);
    else at = at.nextSibling;
    if (same.nodeType === 1) morph(same, child);
    else if (same.nodeValue !== child.nodeValue) same.nodeValue = child.nodeValue;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

export function morphHtml(region, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  matchChildren(region, holder.content);
}
