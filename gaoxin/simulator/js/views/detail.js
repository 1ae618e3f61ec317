/** One target, or one output of a model: a sentence, a chart, what moves it, what it would take. */

import { el, refill, setText, byId, keepingFocus } from "../dom.js";
import { pinOf } from "../state.js";
import { inLang } from "../words.js";
import { largeNumber, plainNumber, resultNumber, ruleText, shareText, shareWithError, timeText, unitWords, withUnit } from "../format.js";
import { choiceName } from "./scenarios.js";
import { drawFan } from "./fan.js";
import { fanOf } from "./detail_fan.js";
import { driversPart } from "./drivers.js";
import { limitsPart } from "./limits.js";
import { goalForm, dragGoal } from "./goal.js";

/** @returns {{draw: (view) => void, update: (view) => void, svg: () => SVGElement|null}} */
export function createDetail(act) {
  const open = { table: false, drivers: false, year: -1 };
  const parts = {};
  let view = null;
  let shown = {};

  function draw(next) {
    view = next;
    const { t, data } = view;
    for (const name of ["title", "source", "say", "chart", "legend", "acts", "numbers", "drivers", "limits", "about"]) parts[name] = el(name === "say" || name === "source" ? "p" : "div", { class: name });
    parts.source.classList.add("fine");
    parts.read = el("p", { class: "fine read", "aria-live": "polite" });
    parts.chart.tabIndex = 0;
    parts.chart.setAttribute("role", "group");
    parts.chart.setAttribute("aria-label", t("chart_keys"));
    parts.chart.addEventListener("keydown", onKey);
    parts.chart.addEventListener("pointermove", onPointer);
    parts.chart.addEventListener("pointerleave", () => readYear(-1));
    dragGoal(parts.chart, () => view, act);
    shown = {};
    refill(byId("detail"), parts.title, parts.source, parts.say, parts.chart, parts.read, parts.legend, parts.acts, parts.numbers, parts.drivers, parts.limits, data.kind === "model" ? parts.about : null);
    update(view);
  }

  function update(next) {
    view = next;
    if (!view.bandsNow) return;
    const { t, state, lang } = view;
    const head = `${state.selected} ${lang} ${view.target ? view.target.value : ""}`;
    if (shown.head !== head) keepingFocus(drawHead);
    shown.head = head;
    refill(parts.say, sentence(view));
    const fan = fanOf(view);
    refill(parts.chart, drawFan(view, fan, parts.say.textContent));
    readYear(open.year);
    if (shown.drivers !== view.drivers || shown.all !== open.drivers || shown.row !== view.row || shown.share !== view.driversShare) {
      if (!view.dragging) keepingFocus(() => refill(parts.drivers, driversPart(view, act, open.drivers, toggleDrivers)));
      [shown.drivers, shown.all, shown.row, shown.share] = [view.drivers, open.drivers, view.row, view.driversShare];
    }
    if (shown.limits !== view.limits || shown.limitsLang !== lang) refill(parts.limits, limitsPart(view));
    [shown.limits, shown.limitsLang] = [view.limits, lang];
    if (open.table) fillNumbers();
    setText(parts.read, parts.read.textContent || t("blank"));
  }

  function drawHead() {
    const { t, data, target } = view;
    const output = data.outputs[view.output];
    const unit = unitWords(view, output.unit);
    refill(parts.title, el("h2", {}, view.name((target ?? output).name), unit ? el("span", { class: "fine" }, ` ${unit}`) : null));
    refill(parts.source, sourceOf(view));
    refill(parts.legend, legend(view));
    refill(
      parts.acts,
      target ? el("button", { type: "button", class: "btn pri", id: "seek", onclick: () => act("seek") }, t("seek")) : null,
      el("button", { type: "button", class: "btn", id: "chart-svg", onclick: () => act("svg") }, t("svg")),
    );
    const box = el("details", { class: "as-table", open: open.table }, el("summary", { id: "as-table" }, t("as_table")), el("div", { class: "numbers" }));
    box.addEventListener("toggle", () => {
      open.table = box.open;
      if (box.open) fillNumbers();
    });
    parts.fold = box;
    refill(parts.numbers, data.kind === "model" ? goalForm(view, act) : null, box);
    refill(parts.about, aboutOutput(view, output));
  }

  function toggleDrivers() {
    open.drivers = !open.drivers;
    update(view);
  }

  function fillNumbers() {
    const { t, bandsNow, bandsPinned } = view;
    const row = (year, i) => el("tr", {}, el("th", { scope: "row" }, timeText(year)), bandsNow.values.map((line) => el("td", {}, resultNumber(view, line[i]))), el("td", {}, bandsPinned ? resultNumber(view, bandsPinned.values[2][i]) : "–"));
    refill(
      parts.fold.lastChild,
      el(
        "table",
        { class: "num-table" },
        el("caption", { class: "sr" }, t("as_table")),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("year")), ["5 %", "25 %", "50 %", "75 %", "95 %"].map((level) => el("th", { scope: "col" }, level)), el("th", { scope: "col" }, t("pinned_median")))),
        el("tbody", {}, thinned(bandsNow.years).map((i) => row(bandsNow.years[i], i))),
      ),
    );
  }

  function readYear(i) {
    open.year = i;
    const { t, bandsNow, bandsPinned } = view;
    if (i < 0 || !bandsNow || i >= bandsNow.years.length) return setText(parts.read, t("blank"));
    const values = bandsNow.values.map((line) => resultNumber(view, line[i]));
    const alone = bandsNow.values[0][i] === bandsNow.values[4][i];
    return setText(parts.read, t(alone ? "read_one" : "read", { year: timeText(bandsNow.years[i]), median: values[2], low: values[0], high: values[4], pinned: bandsPinned ? resultNumber(view, bandsPinned.values[2][i]) : "–" }));
  }

  function onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !view.bandsNow) return;
    event.preventDefault();
    const last = view.bandsNow.years.length - 1;
    readYear(open.year < 0 ? last : Math.min(last, Math.max(0, open.year + step)));
  }

  function onPointer(event) {
    if (!view.bandsNow) return;
    const image = parts.chart.querySelector("svg").getBoundingClientRect();
    const place = ((event.clientX - image.left) / image.width) * 400;
    const { years } = view.bandsNow;
    const share = (place - 40) / (262 - 40);
    if (share < -0.05 || share > 1.05) return readYear(-1);
    const time = years[0] + share * (years.at(-1) - years[0]);
    return readYear(years.reduce((best, year, i) => (Math.abs(year - time) < Math.abs(years[best] - time) ? i : best), 0));
  }

  return { draw, update, svg: () => (parts.chart ? parts.chart.querySelector("svg") : null) };
}

/** At most some thirty rows of a table. */
function thinned(years) {
  const step = Math.ceil(years.length / 30);
  return years.map((_, i) => i).filter((i) => (years.length - 1 - i) % step === 0);
}

/** The sentence: how sure, the median, the range, the ghost. */
export function sentence(view) {
  const { t, target, row, pinnedRow, state, bandsNow, lang } = view;
  const pinName = choiceName(view, pinOf(state));
  const last = target ? bandsNow.years.indexOf(target.year) : bandsNow.years.length - 1;
  const at = bandsNow.values.map((line) => resultNumber(view, line[last]));
  const alone = at[0] === at[4];
  const calendar = /^years?$/i.test(view.data.time_unit ?? "year");
  const time = timeText(bandsNow.years[last]);
  const when = calendar ? t("when_year", { year: time }) : t("when_time", { unit: view.data.time_unit, time });
  const range = t(`${target && row ? "say" : "say_year"}_${alone ? "one" : "range"}`, { when, median: at[2], low: at[0], high: at[4] });
  if (!target || !row) {
    const before = view.bandsPinned ? resultNumber(view, view.bandsPinned.values[2][last]) : "–";
    return [`${range}${t("space")}${t("say_pinned", { name: pinName, value: before })}`];
  }
  const word = view.likelihood(row);
  const goal = withUnit(view, largeNumber(view, target.value), target.unit);
  const judged = view.data.draws !== "none" || row.members > 1;
  const text = t(target.rule === "at_most" ? "say_stay" : "say_reach", { goal, when, share: shareWithError(view, row) });
  const chip = judged ? el("span", { class: "word cap", "data-word": word.id }, inLang(word, lang)) : null;
  const single = t(row.met > 0 ? "say_met" : "say_missed", { goal: ruleText(view, target), when });
  return [chip, judged ? ` ${text}${t("space")}` : `${single}${t("space")}`, range, `${t("space")}${judged ? t("say_pinned", { name: pinName, value: shareText(view, pinnedRow) }) : ""}`];
}

function sourceOf(view) {
  const { t, data, target } = view;
  if (data.kind === "model") return data.file ?? "";
  const parts = [`${t("plan_section")}${t("colon")}${typeof target.source === "string" ? target.source : view.name(target.source)}`];
  if (target.kind === "binding") parts.push(t("binding"));
  if (target.status === "assumed") parts.push(t("assumed"));
  return parts.join(" · ");
}

function legend(view) {
  const { t, data, target } = view;
  const many = data.members > 1;
  const observed = (data.outputs[view.output].observed ?? []).length > 0;
  const mark = (kind, words) => el("span", {}, el("i", { class: `key ${kind}` }), words);
  return [
    mark("median", t(many ? "median" : "value")),
    many ? mark("b50", "50 %") : null,
    many ? mark("b90", "90 %") : null,
    observed ? mark("seen", t("observed")) : null,
    mark("ghost", t("pinned")),
    target ? el("span", { class: "aim" }, `▲ ${ruleText(view, target)}`) : null,
  ];
}

function aboutOutput(view, output) {
  const lines = [];
  if (output.equation) lines.push(el("div", { class: "sec" }, el("h2", {}, view.t("equation"))), el("pre", { class: "equation" }, output.equation));
  if (output.comment) lines.push(el("p", { class: "fine" }, output.comment));
  return lines;
}
