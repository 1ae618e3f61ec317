/** Scenario files: the TOML that the page saves and `gaoxin run` accepts, and reading it again. */

import { FileFault, readToml, tomlKey, tomlNumber, tomlString } from "./toml.js";
import { changesOf, drawnIn, find, follows, joinKey, nearPaths, presetNamed, presetPath, scenarioOf, yearsOf } from "./state.js";

/**
 * @param {Object} data
 * @param {import("./state.js").Choice} choice
 * @param {{en: string, zh: string}} title
 * @param {string} remark  a comment of one line: where it comes from
 * @returns {string} a scenario file that holds only what differs from the preset
 */
export function scenarioFile(data, choice, title, remark) {
  const { levers, definitions } = scenarioOf(data, choice);
  const changed = changesOf(data, choice);
  const years = yearsOf(data);
  const lines = ["#:schema ./scenario.schema.json", ...remark.split("\n").map((line) => `# ${line.replace(/[\u0000-\u001f]/g, " ")}`)];
  lines.push(`title = { en = ${tomlString(title.en)}, zh = ${tomlString(title.zh)} }`, `extends = ${tomlString(choice.preset)}`);
  if (changed.levers.length) lines.push("", "[levers]");
  for (const key of changed.levers) {
    const { lever } = find(data, key);
    const value = levers[key];
    const own = Array.isArray(value)
      ? `values = [${value.map(tomlNumber).join(", ")}], years = [${years.join(", ")}]`
      : `value = ${tomlNumber(value)}, from = ${years[0]}`;
    lines.push(`${tomlKey(key)} = { ${own}, unit = ${tomlString(lever.unit)} }`);
  }
  if (changed.definitions.length) lines.push("", "[definitions]");
  for (const id of changed.definitions) lines.push(`${tomlKey(id)} = ${tomlString(definitions[id])}`);
  return `${lines.join("\n")}\n`;
}

/**
 * @param {Object} data
 * @param {string} text  a scenario file
 * @returns {import("./state.js").Choice}
 * @throws {FileFault} what the page does not run, with its line
 */
export function readScenario(data, text) {
  const entries = readToml(text);
  const head = new Map();
  const levers = new Map();
  const definitions = new Map();
  for (const entry of entries) {
    if (entry.table === "") head.set(entry.key, entry);
    else if (entry.table === "levers") levers.set(entry.key, entry);
    else if (entry.table === "definitions") definitions.set(entry.key, entry);
    else if (entry.table === "uncertainty") throw new FileFault("fault_uncertainty", entry.line, { key: entry.key });
    else throw new FileFault("fault_unknown_table", entry.line, { key: entry.table });
  }
  const preset = readExtends(data, head);
  const title = readHead(head);
  const choice = { preset, levers: {}, definitions: {}, title };
  for (const entry of definitions.values()) Object.assign(choice.definitions, readDefinition(data, entry));
  const stated = [...levers.values()].map((entry) => readLever(data, preset, entry));
  checkTwice(stated);
  for (const { lever, element, value } of stated) Object.assign(choice.levers, keysOf(data, choice, lever, element, value, stated));
  return choice;
}

/**
 * A key without an element sets every element in a file; in the page it moves those that follow. So
 * the others are named.
 */
function keysOf(data, choice, lever, element, value, stated) {
  const keys = { [joinKey(lever.id, element)]: value };
  if (element || !lever.elements.length) return keys;
  const start = { ...choice, levers: {} };
  for (const one of lever.elements) {
    const told = stated.some((other) => other.lever === lever && other.element === one.id);
    if (!told && !follows(data, start, lever, one.id)) keys[joinKey(lever.id, one.id)] = value;
  }
  return keys;
}

function readHead(head) {
  for (const [key, entry] of head) {
    if (!["title", "description", "extends"].includes(key)) throw new FileFault("fault_unknown_key", entry.line, { key, known: "title, description, extends" });
  }
  const title = head.get("title");
  if (!title) throw new FileFault("fault_title", 1);
  for (const entry of [title, head.get("description")].filter(Boolean)) {
    const words = entry.value;
    const good = words instanceof Map && words.size === 2 && ["en", "zh"].every((lang) => typeof words.get(lang)?.value === "string" && words.get(lang).value);
    if (!good) throw new FileFault("fault_title", entry.line);
  }
  return { en: title.value.get("en").value.slice(0, 200), zh: title.value.get("zh").value.slice(0, 200) };
}

function readExtends(data, head) {
  const known = data.scenarios.map((scenario) => scenario.id).join(", ");
  const entry = head.get("extends");
  if (!entry) throw new FileFault("fault_extends", 1, { known });
  if (typeof entry.value !== "string" || !presetNamed(data, entry.value)) throw new FileFault("fault_extends", entry.line, { known });
  return entry.value;
}

function readDefinition(data, entry) {
  const definition = data.definitions.find((one) => one.id === entry.key);
  if (!definition) throw new FileFault("fault_definition", entry.line, { key: entry.key, known: data.definitions.map((one) => one.id).join(", ") });
  if (!definition.options.some((one) => one.id === entry.value)) throw new FileFault("fault_option", entry.line, { key: entry.key, known: definition.options.map((one) => one.id).join(", ") });
  return { [entry.key]: entry.value };
}

const FORM = ["value", "from", "values", "years", "unit"];

function readLever(data, preset, entry) {
  const { key, line } = entry;
  const found = find(data, key);
  if (!found) throw new FileFault("fault_lever", line, { key });
  if (!(entry.value instanceof Map)) throw new FileFault("fault_form", line, { key, unit: found.lever.unit });
  const form = {};
  for (const [name, { value }] of entry.value) {
    if (!FORM.includes(name)) throw new FileFault("fault_unknown_key", line, { key: name, known: FORM.join(", ") });
    form[name] = value;
  }
  if (form.unit !== found.lever.unit) throw new FileFault("fault_unit", line, { key, unit: found.lever.unit });
  const years = yearsOf(data);
  const stated = form.values === undefined ? oneValue(form, key, line, years) : manyValues(form, key, line, years);
  const before = presetPath(data, preset, found.lever, found.element || (found.lever.elements[0] || { id: "" }).id);
  if (stated.from > 0 && !found.element && !sameBefore(data, preset, found.lever, stated.from)) throw new FileFault("fault_before", line, { key });
  if (stated.from > 0 && drawnBefore(data, preset, found)) throw new FileFault("fault_before", line, { key });
  for (const value of stated.values) {
    const slack = 1e-12 * Math.max(Math.abs(found.lever.low), Math.abs(found.lever.high));
    if (value < found.lever.low - slack || value > found.lever.high + slack) throw new FileFault("fault_range", line, { key, value, low: found.lever.low, high: found.lever.high });
  }
  const path = years.map((_, i) => (i < stated.from ? before[i] : stated.values[Math.min(i - stated.from, stated.values.length - 1)]));
  return { ...found, key, line, value: path.every((one) => one === path[0]) ? path[0] : path };
}

/** Whether all elements are alike in the years before a file's change. */
function sameBefore(data, preset, lever, from) {
  const paths = lever.elements.map((one) => presetPath(data, preset, lever, one.id).slice(0, from));
  return paths.every((path) => nearPaths(path, paths[0]));
}

function drawnBefore(data, preset, { lever, element }) {
  const parts = element || !lever.elements.length ? [element] : lever.elements.map((one) => one.id);
  return parts.some((part) => drawnIn(data, preset, lever, part));
}

function oneValue(form, key, line, years) {
  if (typeof form.value !== "number" || form.years !== undefined) throw new FileFault("fault_number", line, { key });
  if (form.from === undefined || form.from < years[0]) throw new FileFault("fault_from", line, { key, year: years[0] });
  const from = years.indexOf(form.from);
  if (from < 0) throw new FileFault("fault_year", line, { key, first: years[0], last: years.at(-1) });
  return { values: [form.value], from };
}

function manyValues(form, key, line, years) {
  const { values, years: own } = form;
  const numbers = (list) => Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === "number");
  if (!numbers(values) || !numbers(own) || values.length !== own.length || form.value !== undefined || form.from !== undefined) throw new FileFault("fault_values", line, { key });
  if (own.some((year, i) => year !== own[0] + i)) throw new FileFault("fault_gap", line, { key });
  if (own[0] < years[0]) throw new FileFault("fault_from", line, { key, year: years[0] });
  if (own.at(-1) > years.at(-1)) throw new FileFault("fault_year", line, { key, first: years[0], last: years.at(-1) });
  return { values, from: years.indexOf(own[0]) };
}

function checkTwice(stated) {
  stated.forEach((one, i) => {
    const other = stated.slice(0, i).find((before) => before.lever === one.lever && before.element === one.element);
    if (other) throw new FileFault("fault_twice", one.line, { key: one.key });
  });
}
