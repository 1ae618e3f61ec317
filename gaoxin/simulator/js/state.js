/**
 * The state of the page: one plain frozen object, and what follows from it.
 *
 * @typedef {Object} Choice  what a scenario of the page is
 * @property {string} preset                       id of the scenario file that it starts from
 * @property {Object<string, number|number[]>} levers
 *   what was moved: `lever` moves the elements that follow it, `lever[element]` that one
 * @property {Object<string, string>} definitions  readings that were chosen
 * @property {{en: string, zh: string}|null} title of an opened file
 *
 * @typedef {Object} State
 * @property {string} preset
 * @property {Object<string, number|number[]>} levers
 * @property {Object<string, string>} definitions
 * @property {{en: string, zh: string}|null} title
 * @property {Choice[]} pins       at most three
 * @property {number} baseline     which of them is the ghost
 * @property {string} selected     target (zone) or output (model)
 * @property {string[]} set        targets ticked, for their joint probability
 * @property {Object<string, {rule: string, value: number, year: number}>} goals   of a model's outputs
 * @property {'en'|'zh'} lang
 * @property {''|'light'|'dark'} theme   '' follows the system
 * @property {'levers'|'targets'|'detail'} tab   what a phone shows
 */

const MOST_PINS = 3;
const ALIKE = 1e-12;

/** @returns {State} */
export function initialState(data, lang) {
  const base = data.base;
  // the zone's page opens with the plan against its base: what a reader comes to see
  const preset = data.kind === "zone" && presetNamed(data, "plan") ? "plan" : base;
  const judged = data.targets.filter((target) => target.judged);
  return freeze({
    preset,
    levers: {},
    definitions: {},
    title: null,
    pins: [{ preset: base, levers: {}, definitions: {}, title: null }],
    baseline: 0,
    selected: judged.length ? judged[0].id : data.outputs[0].id,
    set: [],
    goals: {},
    lang,
    theme: "",
    tab: "levers",
  });
}

/** @returns {State} the same state, which nothing can change any more */
export function freeze(state) {
  for (const value of Object.values(state)) if (value && typeof value === "object" && !Object.isFrozen(value)) freeze(value);
  return Object.freeze(state);
}

/** @returns {Choice} what the page shows, or a pin */
export function choiceOf(state) {
  const { preset, levers, definitions, title } = state;
  return { preset, levers, definitions, title };
}

/** @returns {Choice} the ghost */
export function pinOf(state) {
  return state.pins[state.baseline];
}

export function mostPins() {
  return MOST_PINS;
}

/** Split `lever[element]`; the element is "" where there is none. */
export function splitKey(key) {
  const at = key.indexOf("[");
  return at < 0 || !key.endsWith("]") ? [key, ""] : [key.slice(0, at), key.slice(at + 1, -1)];
}

export function joinKey(lever, element) {
  return element ? `${lever}[${element}]` : lever;
}

/** @returns {Map<string, Object>} levers by id, made once a page */
export function leversById(data) {
  let known = LEVERS.get(data);
  if (!known) LEVERS.set(data, (known = new Map(data.levers.map((lever) => [lever.id, lever]))));
  return known;
}

const LEVERS = new WeakMap();

/** @returns {{lever: Object, element: string}|null} what a key names; null for another name */
export function find(data, key) {
  const [id, element] = splitKey(String(key));
  const lever = leversById(data).get(id);
  if (!lever || (element && !lever.elements.some((one) => one.id === element))) return null;
  return { lever, element };
}

export function yearsOf(data) {
  return data.policy && data.policy.length ? data.policy : [0];
}

export function presetNamed(data, id) {
  return data.scenarios.find((scenario) => scenario.id === id);
}

/** A number or a list as one number a year. */
export function asPath(data, value) {
  const n = yearsOf(data).length;
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return Array(n).fill(value);
  return Array.from({ length: n }, (_, i) => value[Math.min(i, value.length - 1)]);
}

/** A path as it is kept: one number where it does not change. */
export function asValue(path) {
  return path.every((value) => value === path[0]) ? path[0] : [...path];
}

export function meanOf(path) {
  return path.every((value) => value === path[0]) ? path[0] : path.reduce((sum, value) => sum + value, 0) / path.length;
}

export function near(a, b) {
  return Math.abs(a - b) <= ALIKE * Math.max(1, Math.abs(a), Math.abs(b));
}

export function nearPaths(a, b) {
  return a.every((value, i) => near(value, b[i]));
}

/** What a preset says of a lever or an element. */
export function presetPath(data, preset, lever, element) {
  const levers = presetNamed(data, preset).levers;
  const value = levers[joinKey(lever.id, element)] ?? levers[lever.id] ?? lever.neutral;
  return asPath(data, value);
}

/** Whether a preset draws a lever or an element by member; @returns {Object|null} what it draws. */
export function drawnIn(data, preset, lever, element) {
  const own = joinKey(lever.id, element);
  const drawn = presetNamed(data, preset).drawn || [];
  return drawn.map((one) => (typeof one === "string" ? { key: one } : one)).find((one) => one.key === own || one.key === lever.id) || null;
}

/** The path that most elements have in a preset: what the whole lever shows. */
export function commonPath(data, preset, lever) {
  if (!lever.elements.length) return presetPath(data, preset, lever, "");
  const free = lever.elements.filter((one) => !drawnIn(data, preset, lever, one.id));
  const paths = (free.length ? free : lever.elements).map((one) => presetPath(data, preset, lever, one.id));
  const votes = paths.map((path) => paths.filter((other) => nearPaths(path, other)).length);
  return paths[votes.indexOf(Math.max(...votes))];
}

/** Whether the whole lever moves an element: neither drawn nor of a value of its own. */
export function follows(data, choice, lever, element) {
  if (joinKey(lever.id, element) in choice.levers) return false;
  if (drawnIn(data, choice.preset, lever, element)) return false;
  return nearPaths(presetPath(data, choice.preset, lever, element), commonPath(data, choice.preset, lever));
}

/** What a lever, or one of its elements, is in a choice; one number a year. */
export function pathOf(data, choice, lever, element = "") {
  const own = choice.levers[joinKey(lever.id, element)];
  if (own !== undefined) return asPath(data, own);
  if (!element) return commonPath(data, choice.preset, lever);
  const whole = choice.levers[lever.id];
  if (whole !== undefined && follows(data, choice, lever, element)) return asPath(data, whole);
  return presetPath(data, choice.preset, lever, element);
}

/** Whether a lever or element is still drawn by member: the preset draws it and nobody moved it. */
export function stillDrawn(data, choice, lever, element = "") {
  if (joinKey(lever.id, element) in choice.levers) return null;
  if (!element && lever.elements.length) {
    const all = lever.elements.every((one) => drawnIn(data, choice.preset, lever, one.id));
    return all && !lever.elements.some((one) => joinKey(lever.id, one.id) in choice.levers)
      ? drawnIn(data, choice.preset, lever, lever.elements[0].id)
      : null;
  }
  return drawnIn(data, choice.preset, lever, element);
}

/** What the engine runs: a scenario file's [levers] and [definitions] over the preset. */
export function scenarioOf(data, choice) {
  const levers = {};
  for (const lever of data.levers) {
    const whole = choice.levers[lever.id];
    if (!lever.elements.length) {
      if (whole !== undefined) levers[lever.id] = whole;
      continue;
    }
    const moved = lever.elements.filter((one) => joinKey(lever.id, one.id) in choice.levers || (whole !== undefined && follows(data, choice, lever, one.id)));
    const values = moved.map((one) => choice.levers[joinKey(lever.id, one.id)] ?? whole);
    const alike = moved.length === lever.elements.length && values.every((value) => String(value) === String(values[0]));
    if (alike) levers[lever.id] = values[0];
    else moved.forEach((one, i) => (levers[joinKey(lever.id, one.id)] = values[i]));
  }
  return { base: choice.preset, levers, definitions: { ...choice.definitions } };
}

/** Keys of the engine's scenario that differ from the preset, and readings that do. */
export function changesOf(data, choice) {
  const scenario = scenarioOf(data, choice);
  const levers = Object.entries(scenario.levers)
    .filter(([key, value]) => {
      const { lever, element } = find(data, key);
      const parts = element || !lever.elements.length ? [element] : lever.elements.map((one) => one.id);
      return parts.some((part) => drawnIn(data, choice.preset, lever, part) || !nearPaths(asPath(data, value), presetPath(data, choice.preset, lever, part)));
    })
    .map(([key]) => key);
  const definitions = Object.keys(scenario.definitions).filter((id) => scenario.definitions[id] !== optionOf(data, { preset: choice.preset, definitions: {} }, id));
  return { levers, definitions, count: new Set(levers.map((key) => splitKey(key)[0])).size + definitions.length };
}

/** The reading of a definition that a choice has. */
export function optionOf(data, choice, id) {
  const chosen = choice.definitions[id] ?? (presetNamed(data, choice.preset).definitions || {})[id];
  return chosen ?? (data.definitions.find((one) => one.id === id) || {}).own;
}

/** Whether a lever departs from practice, in any element and year; in a model, from the file or its draws. */
export function departs(data, choice, lever) {
  if (data.kind === "model") return changesOf(data, choice).levers.some((key) => splitKey(key)[0] === lever.id);
  const parts = lever.elements.length ? lever.elements.map((one) => one.id) : [""];
  return parts.some((part) => stillDrawn(data, choice, lever, part) || pathOf(data, choice, lever, part).some((value) => !near(value, lever.neutral)));
}

/** Targets that are judged: the plan's, or the goals set on a model's charts. */
export function targetsOf(data, state) {
  if (data.kind === "zone") return data.targets.filter((target) => target.judged);
  return data.outputs
    .map((output, i) => ({ output, i, goal: state.goals[output.id] }))
    .filter(({ goal }) => goal)
    .map(({ output, i, goal }) => ({ ...goal, id: output.id, name: output.name, unit: output.unit, output: i, judged: true, status: "plan", kind: "" }));
}

/** The page's data with the targets that hold now. */
export function judgedData(data, state) {
  return data.kind === "zone" ? data : { ...data, targets: targetsOf(data, state) };
}

/** Whether two choices give the same numbers. */
export function sameChoice(data, a, b) {
  const plain = (choice) => JSON.stringify([choice.preset, Object.entries(scenarioOf(data, choice).levers).sort(), Object.entries(choice.definitions).sort()]);
  return plain(a) === plain(b);
}
