/** All targets of the plan with the probability that each is met. */

import { el, refill, setAttribute, setText, byId } from "../dom.js";
import { largeNumber, pointsText, ruleText, shareText, unitWords } from "../format.js";
import { inLang } from "../words.js";

const ZONES = [10, 33, 66, 90];
const GROUPS = ["box2", "text", "assumed"];

/** @returns {{draw: (view) => void, update: (view) => void}} */
export function createTable(act) {
  let rows = [];
  let order = null; // ids as the reader sorted them; null is the plan's order
  let view = null;

  function draw(next) {
    view = next;
    const { t, data, targets } = view;
    rows = [];
    const sort = el("button", { type: "button", id: "sort", class: "sort", "aria-pressed": String(order !== null), title: t("sort_title"), onclick: () => sortRows() }, `${t("probability")} ${order ? "↓" : ""}`);
    const head = el(
      "thead",
      { role: "rowgroup" },
      el(
        "tr",
        { role: "row" },
        el("th", { role: "columnheader", scope: "col" }, el("span", { class: "sr" }, t("together"))),
        el("th", { role: "columnheader", scope: "col" }, t("target")),
        el("th", { role: "columnheader", scope: "col", class: "num" }, t("goal")),
        el("th", { role: "columnheader", scope: "col", class: "bars" }, zones(t), el("span", { class: "sr" }, t("probability_bar"))),
        el("th", { role: "columnheader", scope: "col", class: "num", "aria-sort": order ? "descending" : "none" }, sort),
        el("th", { role: "columnheader", scope: "col", class: "num" }, t("change")),
        el("th", { role: "columnheader", scope: "col", class: "w" }, t("in_words")),
      ),
    );
    const widths = el("colgroup", {}, ["tick", "nm", "go", "tk", "pr", "ch", "wc"].map((name) => el("col", { class: name })));
    const bodies = order ? [body(null, order.map((id) => targets.find((target) => target.id === id)).filter(Boolean))] : GROUPS.map((group) => body(group, targets.filter((target) => groupOf(target, targets) === group)));
    refill(byId("table"), el("table", { class: "t", role: "table" }, el("caption", { class: "sr" }, t("table_caption")), widths, head, bodies.filter(Boolean)), unjudged(view, data));
    update(view);
  }

  function sortRows() {
    order = order ? null : [...view.targets].sort((a, b) => view.now.get(b.id).probability - view.now.get(a.id).probability).map((target) => target.id);
    draw(view);
    byId("sort").focus();
  }

  function body(group, targets) {
    if (!targets.length) return null;
    const title = group ? el("tr", { class: "g", role: "row" }, el("th", { colspan: 7, scope: "colgroup", role: "rowheader" }, view.t(`group_${group}`))) : null;
    return el("tbody", { role: "rowgroup" }, title, targets.map((target) => tableRow(target)));
  }

  function tableRow(target) {
    const { t, name, state } = view;
    const tick = el("input", { type: "checkbox", id: `tick-${target.id}`, "aria-label": t("tick", { target: name(target.name) }) });
    tick.addEventListener("change", () => act("tick", { id: target.id, on: tick.checked }));
    const unit = unitWords(view, target.unit);
    const button = el("button", { type: "button", id: `target-${target.id}`, title: unit ? `${name(target.name)}, ${unit}` : name(target.name), onclick: () => act("select", target.id) }, el("span", {}, name(target.name)));
    const tag = target.kind === "binding" ? el("span", { class: "tag" }, t("binding")) : null;
    const bar = el("b");
    const ghost = el("u");
    const cell = el("span", { class: "pc" });
    const word = el("span", { class: "word" });
    const spoken = el("span", { class: "sr" });
    const change = el("td", { class: "num d", role: "cell" });
    const from = target.value_2020 === null || target.value_2020 === undefined ? "" : `${largeNumber(view, target.value_2020)} → `;
    const row = el(
      "tr",
      { class: "r", role: "row", id: `row-${target.id}` },
      el("td", { class: "c", role: "cell" }, tick),
      el("th", { class: "n", scope: "row", role: "rowheader" }, el("div", {}, button, tag)),
      el("td", { class: "goal num", role: "cell" }, el("span", { class: "fr" }, from), ruleText(view, target)),
      el("td", { class: "bar", role: "cell" }, el("div", { class: "track" }, bar, ghost)),
      el("td", { class: "num p", role: "cell" }, cell, spoken),
      change,
      el("td", { class: "w", role: "cell" }, word),
    );
    row.addEventListener("click", (event) => event.target.closest("input, button") || act("select", target.id));
    rows.push({ target, row, tick, button, bar, ghost, cell, spoken, change, word, state });
    return row;
  }

  function update(next) {
    view = next;
    const { state, now, pinned } = view;
    for (const row of rows) {
      const { id } = row.target;
      const one = now && now.get(id);
      const two = pinned && pinned.get(id);
      setAttribute(row.row, "aria-current", state.selected === id ? "true" : null);
      if (row.tick.checked !== state.set.includes(id)) row.tick.checked = state.set.includes(id);
      if (!one) continue;
      row.bar.style.transform = `scaleX(${Math.max(one.probability, 0.004)})`;
      const word = view.likelihood(one);
      setText(row.cell, shareText(view, one));
      setAttribute(row.cell, "data-word", word.id);
      setAttribute(row.cell, "title", inLang(word, view.lang));
      setText(row.spoken, `${view.t("comma")}${inLang(word, view.lang)}`);
      setText(row.word, inLang(word, view.lang));
      setAttribute(row.word, "data-word", word.id);
      row.ghost.hidden = !two;
      if (!two) continue;
      row.ghost.style.left = `${100 * two.probability}%`;
      const points = pointsText(one.probability, two.probability);
      setText(row.change, points);
      row.change.className = `num d ${points === "0" ? "muted" : points.startsWith("+") ? "up" : "down"}`;
    }
  }
  return { draw, update };
}

/** Box 2 of the plan, its text, numbers that are assumed; two goals of one figure stand together. */
export function groupOf(target, targets) {
  if (target.status === "assumed") return "assumed";
  const inBox = (one) => /^box 2\b/.test(one.source?.en ?? one.source ?? "");
  return targets.some((one) => one.output === target.output && one.status !== "assumed" && inBox(one)) ? "box2" : "text";
}

function zones(t) {
  return el(
    "div",
    { class: "zones", "aria-hidden": "true" },
    el("span", { class: "from" }, t("zone_unlikely")),
    el("span", { class: "to" }, t("zone_likely")),
    ZONES.map((at) => el("span", { style: `left:${at}%` }, String(at))),
  );
}

function unjudged(view, data) {
  const rest = data.targets.filter((target) => !target.judged);
  if (!rest.length) return null;
  return el(
    "details",
    { class: "unj" },
    el("summary", {}, view.t(rest.length === 1 ? "unjudged_one" : "unjudged", { n: rest.length })),
    rest.map((target) => el("p", {}, `${view.name(target.name)}${view.t("colon")}${view.name(target.reason) || view.t("no_number")}`)),
  );
}
