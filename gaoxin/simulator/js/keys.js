/** Keys of the page; letters can be turned off, and are off while something is typed. */

import { byId } from "./dom.js";
import { targetsOf } from "./state.js";

/** @param {{act: Function, current: () => Object, letters: () => boolean}} page */
export function listenToKeys({ act, current, letters }) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenu();
    if (event.ctrlKey || event.metaKey || event.altKey || byId("dialog").open || !letters() || typing(event.target)) return;
    const key = event.target.type === "range" ? leverOf(event.target) : null;
    if (event.key === "n" && key) act("practice", { key });
    else if (event.key === "/") byId("search").focus();
    else if (event.key === "z") act("undo");
    else if (event.key === "Z") act("redo");
    else if (event.key === "p") act("pin");
    else if (event.key === "?") act("help");
    else if (event.key === "j" || event.key === "k") next(current(), act, event.key === "j" ? 1 : -1);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    const menu = byId("menu");
    if (menu && menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

function typing(node) {
  return /^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName) && !/^(range|checkbox|radio)$/.test(node.type);
}

function leverOf(slider) {
  return slider.dataset.key ?? null;
}

function closeMenu() {
  const menu = byId("menu");
  if (!menu || !menu.open) return;
  menu.open = false;
  byId("menu-open").focus();
}

function next(view, act, step) {
  const { data, state } = view;
  const ids = data.kind === "zone" ? targetsOf(data, state).map((target) => target.id) : data.outputs.map((output) => output.id);
  const id = ids[(ids.indexOf(state.selected) + step + ids.length) % ids.length];
  act("select", id);
  const row = document.querySelector("#table [aria-current]");
  if (row) row.scrollIntoView({ block: "nearest" });
}
