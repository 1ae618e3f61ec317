/** What frames the page: tools, menu, tabs of the phone, what runs. */

import { el, refill, setAttribute, setText, byId } from "../dom.js";
import { wordFor } from "../words.js";

const TOOLS = ["undo", "redo", "pin", "link", "save", "open"];

/** Tools at the right of the title; the menu holds them all, for narrow windows. */
export function drawTools(view, act) {
  const { t, state, data } = view;
  const button = (name, extra = "") => el("button", { type: "button", id: `tool-${name}`, class: `btn wide ${extra}`, onclick: () => act(name) }, t(name === "save" ? wordFor(data, name) : name));
  const item = (name, only = "") => el("button", { type: "button", class: only, onclick: () => act(name) }, t(name === "save" ? wordFor(data, name) : name));
  const menu = el(
    "details",
    { class: "menu", id: "menu" },
    el("summary", { class: "btn", id: "menu-open" }, t("more")),
    el(
      "div",
      {},
      TOOLS.map((name) => item(name, name === "open" ? "from-narrow" : "narrow")),
      ["csv", "svg", "png", ...(data.kind === "model" ? ["python"] : []), "print", "help", "about"].map((name) => item(name)),
    ),
  );
  menu.addEventListener("click", (event) => event.target.closest("div button") && (menu.open = false));
  const lang = (code, text, tag) => el("button", { type: "button", id: `lang-${code}`, class: "btn", lang: tag, "aria-pressed": String(state.lang === code), onclick: () => act("lang", code) }, text);
  refill(
    byId("tools"),
    button("undo"),
    button("redo"),
    button("pin", "pri"),
    button("link"),
    button("save"),
    button("open", "roomy"),
    menu,
    el("span", { class: "seg", role: "group", "aria-label": "Language 语言" }, lang("en", "EN", "en"), lang("zh", "中文", "zh-CN")),
    el("button", { type: "button", class: "btn", id: "theme", "aria-label": t("theme"), title: t("theme"), onclick: () => act("theme") }, el("i", { class: "half", "aria-hidden": "true" })),
  );
  setAttribute(byId("tools"), "aria-label", t("tools"));
}

/** Undo and redo say whether there is something to do. */
export function updateTools(history) {
  for (const [name, list] of [["undo", history.past], ["redo", history.future]]) {
    for (const id of [`tool-${name}`, `small-${name}`]) {
      const button = byId(id);
      if (!button) continue;
      // a button that loses the focus with its use would take a keyboard's place away
      setAttribute(button, "aria-disabled", String(!list.length));
    }
  }
}

/** The bar at the bottom of a phone. */
export function drawTabs(view, act) {
  const { t, data, state } = view;
  const words = { levers: t(wordFor(data, "levers")), targets: t(wordFor(data, "targets")), detail: t(wordFor(data, "chart")) };
  setAttribute(byId("tabs"), "aria-label", t("views"));
  refill(
    byId("tabs"),
    Object.entries(words).map(([tab, text]) =>
      el("button", { type: "button", id: `tab-${tab}`, "aria-current": state.tab === tab ? "page" : null, onclick: () => act("tab", tab) }, text),
    ),
  );
  for (const [id, text] of Object.entries(words)) setAttribute(byId(id), "aria-label", text);
}

/** How many runs what is shown comes from. */
export function updateStatus(view) {
  const { t, run } = view;
  const status = byId("status");
  const state = run.working ? "waiting" : run.quick ? "quick" : "exact";
  const runs = run.working ? t("runs_wait") : t(run.quick ? "runs_quick" : run.members === 1 ? "runs_one" : "runs_exact", { n: run.members.toLocaleString("en-US") });
  const text = run.failed && !run.working ? `${runs}${t("comma")}${t("runs_failed", { n: run.failed })}` : runs;
  if (status.dataset.text === state + text) return;
  status.dataset.text = state + text;
  refill(status, el("i", { class: `dot ${state}` }), text);
}

/** Words of the page that stand in its HTML. */
export function drawStatic(view) {
  const { t, data, name } = view;
  for (const node of document.querySelectorAll("[data-t]")) setText(node, t(node.dataset.t));
  const zone = data.kind === "zone";
  refill(byId("title"), el("span", { class: "long" }, name(data.title)), el("span", { class: "short" }, zone ? t("short_title") : name(data.title)));
  refill(byId("caveat"), name(data.stamp ?? {}) ? el("b", { class: "stamp" }, `${name(data.stamp)}${t("semicolon")}`) : null, t(wordFor(data, "caveat")));
  byId("search").placeholder = t(wordFor(data, "search"), { n: data.levers.length });
  document.title = name(data.title);
  document.documentElement.lang = view.lang === "zh" ? "zh-CN" : "en";
}

/** A line that goes away by itself; it is spoken by its role. */
export function toast(text) {
  const note = el("p", { class: "toast", role: "status" }, text);
  document.body.append(note);
  setTimeout(() => note.remove(), 4000);
}
