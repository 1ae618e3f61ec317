/** The levers: groups, search, sliders with their marks, years, elements, readings. */

import { el, refill, setAttribute, setText, byId, keepingFocus } from "../dom.js";
import { changesOf, departs, joinKey, meanOf, near, optionOf, pathOf, pinOf, presetNamed, presetPath, commonPath, splitKey, stillDrawn, yearsOf } from "../state.js";
import { plainNumber, quantity, rangeText, shortName, unitWords } from "../format.js";
import { wordFor } from "../words.js";

/**
 * What of the list is open is no state of the page: no link or undo needs it.
 * @returns {{draw: (view) => void, update: (view) => void, show: (view, id: string) => void, search: (view, text: string) => void}}
 */
export function createLevers(act) {
  const open = { groups: new Set(), rows: new Set(), query: "", changed: false };
  let rows = [];
  let view = null;
  const redraw = () => keepingFocus(() => draw(view));

  function draw(next) {
    view = next;
    if (!open.groups.size && !open.query) open.groups.add(view.data.sectors[0].id);
    rows = [];
    drawLegend(view, open, act, redraw);
    const groups = view.data.sectors.map((sector) => group(sector)).filter(Boolean);
    const readings = open.query || open.changed || !view.data.definitions.length ? null : definitions(view, open, act);
    refill(byId("list"), groups.length ? groups : el("p", { class: "none" }, view.t(open.changed ? "none_changed" : "none")), readings);
    update(view);
  }

  function group(sector) {
    const { data, state, t } = view;
    const all = data.levers.filter((lever) => lever.sector === sector.id);
    const shown = all.filter((lever) => found(view, sector, lever, open.query) && (!open.changed || departs(data, state, lever)));
    if (!shown.length) return null;
    const opened = Boolean(open.query) || open.changed || open.groups.has(sector.id);
    const count = el("span", { class: "n" });
    const box = el("details", { class: "grp", open: opened }, el("summary", { id: `group-${sector.id}` }, sectorName(view, sector), count));
    box.addEventListener("toggle", () => {
      if (open.query || open.changed) return;
      if (box.open) open.groups.add(sector.id);
      else open.groups.delete(sector.id);
      if (box.open && box.children.length === 1) fillGroup(box, shown);
    });
    rows.push({ update: () => countGroup(view, all, count) });
    if (opened) fillGroup(box, shown);
    return box;
  }

  function fillGroup(box, shown) {
    const first = rows.length;
    for (const lever of shown) box.append(leverBox(lever));
    for (const row of rows.slice(first)) row.update();
  }

  function leverBox(lever) {
    const opened = open.rows.has(lever.id);
    const toggle = () => {
      if (opened) open.rows.delete(lever.id);
      else open.rows.add(lever.id);
      redraw();
    };
    const more = el(
      "button",
      { type: "button", class: "more", id: `more-${lever.id}`, "aria-expanded": String(opened), "aria-label": `${view.name(lever.name)}: ${view.t(moreWords(view, lever))}`, onclick: toggle },
      `${opened ? "−" : "+"} ${view.t(moreWords(view, lever))}`,
    );
    const row = leverRow(() => view, lever, "", act, more);
    rows.push(row);
    if (opened) row.box.append(details(lever));
    return row.box;
  }

  function details(lever) {
    const { data, name } = view;
    const parts = [];
    if (yearsOf(data).length > 1) {
      const years = yearFields(() => view, lever, act);
      rows.push(years);
      parts.push(years.box);
    }
    for (const one of lever.elements) {
      const row = leverRow(() => view, lever, one.id, act, null);
      rows.push(row);
      parts.push(row.box);
    }
    const where = name(lever.section) ? `${view.t("plan_section")} ${name(lever.section)}` : "";
    const whole = shortName(view, lever) === name(lever.name) ? "" : name(lever.name);
    const note = [whole, where, name(lever.note), lever.assumed ? view.t("range_assumed") : ""].filter(Boolean).join(" · ");
    parts.push(el("p", { class: "fine" }, rangeText(view, lever), note ? ` · ${note}` : ""));
    if (data.kind === "zone" && data.draws === "posterior") parts.push(unseen(lever));
    return el("div", { class: "extra" }, parts);
  }

  /** The data saw practice alone: what departs from it rests on the model, not on them. */
  function unseen(lever) {
    const box = el("p", { class: "fine beyond" }, view.t("beyond"));
    rows.push({ update: () => (box.hidden = !departs(view.data, view.state, lever)) });
    return box;
  }

  function update(next) {
    view = next;
    for (const row of rows) row.update();
    const count = view.data.levers.filter((lever) => departs(view.data, view.state, lever)).length;
    const filter = byId("only-changed");
    if (filter) setText(filter.nextSibling, ` ${view.t("only_changed", { n: count })}`);
  }

  function show(next, id) {
    const lever = next.data.levers.find((one) => one.id === id);
    open.groups.add(lever.sector);
    open.query = "";
    open.changed = false;
    byId("search").value = "";
    draw(next);
    const slider = byId(sliderId(id, ""));
    slider.scrollIntoView({ block: "center" });
    slider.focus({ preventScroll: true });
  }

  function search(next, text) {
    open.query = text.trim().toLowerCase();
    draw(next);
  }

  return { draw, update, show, search };
}

function moreWords(view, lever) {
  const years = yearsOf(view.data).length > 1;
  return lever.elements.length ? (years ? "years_parts" : "parts") : years ? "years" : "about_lever";
}

/** The id of a slider, free of signs that a selector would read. */
export function sliderId(lever, element) {
  return `lever-${joinKey(lever, element).replace(/[^\w-]/g, "_")}`;
}

function sectorName(view, sector) {
  const key = `sector_${sector.id}`;
  return (view.data.words[key] ? view.t(key) : view.name(sector.name)) || view.t(wordFor(view.data, "levers"));
}

function found(view, sector, lever, query) {
  if (!query) return true;
  const group = view.data.words[`sector_${sector.id}`] ?? sector.name ?? {};
  const texts = [lever.id, lever.name.en, lever.name.zh, lever.short?.en, group.en, group.zh, lever.section?.en, lever.section?.zh];
  return texts.some((text) => text && text.toLowerCase().includes(query));
}

function countGroup(view, levers, node) {
  const changed = levers.filter((lever) => departs(view.data, view.state, lever)).length;
  setText(node, changed ? view.t("n_changed", { n: changed }) : String(levers.length));
  node.classList.toggle("on", changed > 0);
}

function drawLegend(view, open, act, redraw) {
  const { t, data } = view;
  const only = el("input", { type: "checkbox", id: "only-changed" });
  only.checked = open.changed;
  only.addEventListener("change", () => {
    open.changed = only.checked;
    redraw();
  });
  refill(
    byId("legend"),
    el("span", {}, el("i", { class: "i-n" }), t(data.kind === "zone" ? "practice" : "own_value")),
    planPreset(data) ? el("span", {}, el("i", { class: "i-p" }), t("plan")) : null,
    el("span", {}, el("i", { class: "i-g" }), t("pinned")),
    el("span", { class: "filters" }, el("label", { class: "only" }, only, ""), el("button", { type: "button", class: "quiet", id: "reset", onclick: () => act("reset") }, t(wordFor(data, "reset")))),
  );
}

function planPreset(data) {
  return data.kind === "zone" && presetNamed(data, "plan") ? "plan" : null;
}

/** One slider with its number; `element` "" is the whole lever. */
function leverRow(current, lever, element, act, more) {
  const view = current();
  const { t, name } = view;
  const key = joinKey(lever.id, element);
  const id = sliderId(lever.id, element);
  const title = element ? name(lever.elements.find((one) => one.id === element).name) : shortName(view, lever);
  const unit = unitWords(view, lever.unit);
  const fill = el("b");
  const marks = { neutral: el("i", { class: "i-n" }), ghost: el("i", { class: "i-g" }), plan: el("i", { class: "i-p" }) };
  const slider = el("input", { type: "range", id, "data-key": key, min: lever.low, max: lever.high, step: stepOf(lever), autocomplete: "off" });
  const field = el("input", { type: "text", inputmode: "decimal", id: `${id}-number`, "aria-label": `${element ? `${shortName(view, lever)}, ` : ""}${title}${unit ? `, ${unit}` : ""}`, autocomplete: "off" });
  const drawn = el("p", { class: "fine drawn" });
  slider.addEventListener("input", () => act("drag", { key, value: Number(slider.value) }));
  slider.addEventListener("change", () => act("release", { key }));
  field.addEventListener("change", () => {
    const value = Number(field.value.trim().replace(/,/g, "").replace("−", "-"));
    if (field.value.trim() !== "" && Number.isFinite(value)) act("set", { key, value });
    update();
  });
  const box = el(
    "div",
    { class: element ? "lev sub" : "lev" },
    el("div", { class: "top" }, el("label", { for: id, title: element ? null : name(lever.name) }, title, unit && !element ? el("span", { class: "u" }, unit) : null), more),
    el("div", { class: "row" }, el("div", { class: "slide" }, el("div", { class: "rail" }, fill, marks.neutral, marks.ghost, marks.plan), slider), el("div", { class: "val" }, field)),
    drawn,
  );

  function update() {
    const now = current();
    const { data, state } = now;
    const place = (value) => Math.min(100, Math.max(0, (100 * (value - lever.low)) / (lever.high - lever.low)));
    const at = meanOf(pathOf(data, state, lever, element));
    const pinned = meanOf(pathOf(data, pinOf(state), lever, element));
    const [from, to] = [place(lever.neutral), place(at)];
    fill.style.left = `${Math.min(from, to)}%`;
    fill.style.width = `${Math.abs(to - from)}%`;
    marks.neutral.style.left = `${from}%`;
    marks.ghost.style.left = `${place(pinned)}%`;
    marks.ghost.hidden = near(pinned, at);
    const plan = planPreset(data);
    marks.plan.hidden = !plan;
    if (plan) marks.plan.style.left = `${place(meanOf(element ? presetPath(data, plan, lever, element) : commonPath(data, plan, lever)))}%`;
    if (Math.abs(Number(slider.value) - at) > Number(slider.step) / 2 || document.activeElement !== slider) slider.value = String(at);
    setAttribute(slider, "aria-valuetext", quantity(now, at, lever.unit));
    const text = fieldNumber(at);
    if (document.activeElement !== field || field.value === "") field.value = text;
    else if (Number(field.value) !== at && !field.matches(":focus")) field.value = text;
    box.classList.toggle("on", element ? stillDrawn(data, state, lever, element) !== null || !near(at, lever.neutral) : departs(data, state, lever));
    setText(drawn, rowNote(now, lever, element));
    drawn.hidden = !drawn.textContent;
  }
  return { box, update };
}

/** Four figures, as the field takes them; very large ones with an exponent, which is short. */
function fieldNumber(value) {
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) >= 1e7 ? rounded.toExponential().replace("e+", "e") : plainNumber(rounded);
}

/** What a slider alone does not show: draws, years that differ, elements of their own. */
function rowNote(view, lever, element) {
  const { data, state, t } = view;
  const parts = [];
  const draw = stillDrawn(data, state, lever, element);
  if (draw) parts.push(draw.p05 === undefined ? t("drawn") : t("drawn_between", { low: plainNumber(Number(draw.p05.toPrecision(3))), high: plainNumber(Number(draw.p95.toPrecision(3))) }));
  const path = pathOf(data, state, lever, element);
  if (!draw && path.some((value) => value !== path[0])) parts.push(t("by_year", { path: path.map((value) => plainNumber(Number(value.toPrecision(3)))).join(", ") }));
  if (!element && lever.elements.length && !draw) {
    const whole = pathOf(data, state, lever, "");
    const own = lever.elements.filter((one) => stillDrawn(data, state, lever, one.id) || meanOf(pathOf(data, state, lever, one.id)) !== meanOf(whole));
    const list = own.slice(0, 4).map((one) => `${view.name(one.name)} ${stillDrawn(data, state, lever, one.id) ? t("drawn") : plainNumber(Number(meanOf(pathOf(data, state, lever, one.id)).toPrecision(3)))}`);
    if (list.length) parts.push(list.join(t("comma")) + (own.length > 4 ? t("and_more", { n: own.length - 4 }) : ""));
  }
  return parts.join(t("semicolon"));
}

function yearFields(current, lever, act) {
  const view = current();
  const fields = yearsOf(view.data).map((year, index) => {
    const field = el("input", { type: "text", inputmode: "decimal", id: `${sliderId(lever.id, "")}-${year}`, "aria-label": `${view.name(lever.name)}, ${year}`, autocomplete: "off" });
    field.addEventListener("change", () => {
      const value = Number(field.value.trim().replace(/,/g, ""));
      if (field.value.trim() !== "" && Number.isFinite(value)) act("year", { key: lever.id, index, value });
      update();
    });
    return field;
  });
  const box = el("div", { class: "path" }, yearsOf(view.data).map((year, i) => el("label", {}, String(year), fields[i])));
  function update() {
    const { data, state } = current();
    pathOf(data, state, lever, "").forEach((value, i) => {
      if (document.activeElement !== fields[i]) fields[i].value = plainNumber(Number(value.toPrecision(6)));
    });
  }
  return { box, update };
}

/** A step that divides the range and gives some two hundred places. */
export function stepOf({ low, high }) {
  const range = high - low;
  const size = 10 ** Math.floor(Math.log10(range / 250));
  const steps = [1, 2, 2.5, 5, 10, 20, 25, 50].map((one) => one * size).filter((one) => one >= range / 250);
  const whole = steps.find((one) => near(range / one, Math.round(range / one)) && near(low / one, Math.round(low / one)));
  return Number((whole ?? range / 200).toPrecision(12));
}

function definitions(view, open, act) {
  const { data, state, t, name } = view;
  const box = el("details", { class: "grp", open: open.groups.has(":readings") }, el("summary", { id: "group-readings" }, t("readings"), el("span", { class: "n" }, String(data.definitions.length))));
  box.addEventListener("toggle", () => (box.open ? open.groups.add(":readings") : open.groups.delete(":readings")));
  box.append(el("p", { class: "fine lead" }, t("readings_note")));
  for (const definition of data.definitions) {
    const chosen = optionOf(data, state, definition.id);
    box.append(
      el(
        "fieldset",
        { class: "reading" },
        el("legend", { class: "sr" }, definition.name ? name(definition.name) : definition.id),
        definition.options.map((option) => {
          const radio = el("input", { type: "radio", name: `reading-${definition.id}`, id: `reading-${definition.id}-${option.id}`, value: option.id });
          radio.checked = option.id === chosen;
          radio.addEventListener("change", () => act("definition", { id: definition.id, option: option.id }));
          return el("label", {}, radio, name(option.name));
        }),
      ),
    );
  }
  return box;
}

/** Levers and readings that differ from the preset, in words: for print and for the dialog of a file. */
export function changedList(view, choice) {
  const { data, name } = view;
  const { levers, definitions: readings } = changesOf(data, choice);
  const lines = levers.map((key) => {
    const [id, element] = splitKey(key);
    const lever = data.levers.find((one) => one.id === id);
    const part = element ? ` (${name(lever.elements.find((one) => one.id === element).name)})` : "";
    const path = pathOf(data, choice, lever, element || (lever.elements[0]?.id ?? ""));
    const value = path.every((one) => one === path[0]) ? quantity(view, path[0], lever.unit) : `${path.map((one) => plainNumber(Number(one.toPrecision(4)))).join(", ")} ${unitWords(view, lever.unit)}`;
    return `${name(lever.name)}${part}${view.t("colon")}${value}`;
  });
  const options = readings.map((id) => name(data.definitions.find((one) => one.id === id).options.find((one) => one.id === choice.definitions[id]).name));
  return [...lines, ...options];
}
