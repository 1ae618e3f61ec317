/**
 * The state in the address, readable:
 * `#s=plan&l=signing_effort:1.5,works_programme:13/14/20/20/14&d=rd_denominator:revenue&pin=momentum&t=gdp&set=gdp,debt&lang=zh&m=1a2b3c4d`.
 *
 * A pin is `preset;levers;definitions`. What is as at the start is left out. Whatever a fragment
 * says, only known names and finite numbers in their range come through.
 */

import { choiceOf, freeze, initialState, mostPins, presetNamed } from "./state.js";
import { reduce } from "./reduce.js";

const LONGEST_LINK = 20000;
const LINK_NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Write a name so that it holds none of the signs that part a fragment. */
function encoded(text) {
  return encodeURIComponent(text).replace(/%5B/g, "[").replace(/%5D/g, "]").replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function leversText(levers) {
  return Object.entries(levers)
    .map(([key, value]) => `${encoded(key)}:${[].concat(value).join("/")}`)
    .join(",");
}

function definitionsText(definitions) {
  return Object.entries(definitions)
    .map(([id, option]) => `${encoded(id)}:${encoded(option)}`)
    .join(",");
}

function choiceText({ preset, levers, definitions }) {
  return [encoded(preset), leversText(levers), definitionsText(definitions)].join(";").replace(/;+$/, "");
}

/**
 * @returns {string} without the `#`
 */
export function toFragment(data, state, askedLang = false) {
  const start = initialState(data, state.lang);
  const parts = [["s", encoded(state.preset)]];
  const add = (name, text) => text && parts.push([name, text]);
  add("l", leversText(state.levers));
  add("d", definitionsText(state.definitions));
  if (state.title) add("name", `${encoded(state.title.en)};${encoded(state.title.zh)}`);
  if (JSON.stringify(state.pins) !== JSON.stringify(start.pins)) state.pins.forEach((pin) => parts.push(["pin", choiceText(pin)]));
  if (state.baseline) parts.push(["b", String(state.baseline)]);
  if (state.selected !== start.selected) add("t", encoded(state.selected));
  add("set", state.set.map(encoded).join(","));
  add("g", Object.entries(state.goals).map(([id, goal]) => `${encoded(id)}:${goal.rule}:${goal.value}:${goal.year}`).join(","));
  if (askedLang) add("lang", state.lang);
  add("theme", state.theme);
  if (state.tab !== start.tab) add("tab", state.tab);
  add("m", data.hash);
  return parts.map((part) => part.join("=")).join("&");
}

/**
 * @returns {{state: import("./state.js").State, refused: number, otherModel: boolean, lang: boolean}}
 *   `refused` counts what the page does not know; `otherModel`: the link is of other numbers
 */
export function fromFragment(data, text, lang) {
  let state = initialState(data, lang);
  let refused = text.length > LONGEST_LINK ? 1 : 0;
  const fields = new Map();
  const pins = [];
  for (const part of text.length > LONGEST_LINK ? [] : text.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    const name = part.slice(0, at);
    if (name === "pin") pins.push(part.slice(at + 1));
    else fields.set(name, part.slice(at + 1));
  }
  const act = (action) => {
    const next = reduce(data, state, action);
    if (next === state) refused += 1;
    state = next;
  };
  const read = (preset, levers, definitions) => {
    const before = state;
    const id = decoded(preset);
    if (!presetNamed(data, id)) return void (refused += 1);
    state = reduce(data, before, { type: "preset", id });
    for (const [key, value] of pairs(levers)) {
      const numbers = value.split("/");
      if (numbers.every((one) => LINK_NUMBER.test(one))) act({ type: "lever", key: decoded(key), value: numbers.length > 1 ? numbers.map(Number) : Number(value) });
      else refused += 1;
    }
    for (const [id, option] of pairs(definitions)) act({ type: "definition", id: decoded(id), option: decoded(option) });
    return undefined;
  };
  const found = pins.slice(0, mostPins()).map((pin) => {
    const [preset, levers = "", definitions = ""] = pin.split(";");
    if (!presetNamed(data, decoded(preset))) return void (refused += 1);
    read(preset, levers, definitions);
    return choiceOf(state);
  }).filter(Boolean);
  state = { ...initialState(data, lang), pins: found.length ? found : state.pins };
  read(fields.get("s") ?? encoded(state.preset), fields.get("l") ?? "", fields.get("d") ?? "");
  if (fields.has("name")) {
    const [en, zh = ""] = fields.get("name").split(";").map((one) => decoded(one).slice(0, 200));
    if (en && zh) state = { ...state, title: { en, zh } };
  }
  if (fields.has("b")) act({ type: "baseline", index: Number(fields.get("b")) });
  for (const goal of (fields.get("g") ?? "").split(",").filter(Boolean)) {
    const [id, rule, value, year] = goal.split(":").map(decoded);
    if (LINK_NUMBER.test(value) && LINK_NUMBER.test(year)) act({ type: "goal", id, goal: { rule, value: Number(value), year: Number(year) } });
    else refused += 1;
  }
  if (fields.has("t")) act({ type: "select", id: decoded(fields.get("t")) });
  if (fields.has("set")) act({ type: "ticks", ids: fields.get("set").split(",").map(decoded).slice(0, 100) });
  if (fields.has("theme")) act({ type: "theme", theme: fields.get("theme") });
  if (fields.has("tab")) act({ type: "tab", tab: fields.get("tab") });
  const asked = /^(en|zh)$/.test(fields.get("lang") ?? "");
  if (asked) act({ type: "lang", lang: fields.get("lang") });
  return { state: freeze(state), refused, otherModel: fields.has("m") && fields.get("m") !== data.hash, lang: asked };
}

function pairs(text) {
  return text
    .split(",")
    .filter(Boolean)
    .map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)]);
}
