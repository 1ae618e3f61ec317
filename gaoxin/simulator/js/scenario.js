/** A scenario as the kernel wants it: what each constant is, for each element and year. */

/**
 * What holds for a constant: by element, by year of the run a number (in the model's unit), or
 * `{column}`, a column of draws.
 * @typedef {(number|{column: number})[][]} Path
 */

/** @param {Object} data @param {string} base */
function presetOf(data, base) {
  const preset = data.engine.presets[base];
  if (!preset) throw new Error(`unknown scenario '${base}'; there are: ${Object.keys(data.engine.presets).join(", ")}`);
  return preset;
}

/** Values by year from steps `[[first year, value], ...]`. */
function spread(steps, years) {
  const found = [];
  for (let year = 0, at = 0; year < years; year += 1) {
    if (at + 1 < steps.length && steps[at + 1][0] <= year) at += 1;
    found.push(steps[at][1]);
  }
  return found;
}

/**
 * Years of the run in which a change of the page holds: from the first year of policy on.
 * @returns {number[]}
 */
function policyYears(data) {
  const all = data.engine.segments.map((_, i) => i);
  return data.policy ? all.slice(all.length - data.policy.length) : all;
}

/** A key of a scenario's levers: the lever, and the places of the elements that it sets; null: all. */
function leverPlace(data, key) {
  const [id, element] = key.endsWith("]") ? key.slice(0, -1).split("[") : [key, ""];
  const place = data.engine.levers[id];
  if (!place) throw new Error(`unknown lever '${key}'; the levers are: ${Object.keys(data.engine.levers).join(", ")}`);
  if (!element) return { place, elements: null };
  const at = place.elements.indexOf(element);
  if (at < 0) throw new Error(`lever '${id}' has no element '${element}'; it has: ${place.elements.join(", ")}`);
  return { place, elements: [at] };
}

/** Numbers of one lever key, one a year of policy. */
function yearly(data, key, value) {
  const years = policyYears(data).length;
  const list = typeof value === "number" ? Array(years).fill(value) : Array.from(value);
  const path = list.length === 1 && years > 1 ? Array(years).fill(list[0]) : list;
  if (path.length !== years || !path.every(Number.isFinite)) {
    throw new Error(`'${key}' needs one number, or ${years}: one a year`);
  }
  return path;
}

/**
 * The constants that the page may move, for one scenario.
 * @param {Object} data
 * @param {import("./types.js").Scenario} scenario
 * @returns {Object<string, Path>}  by constant
 */
export function constantsOf(data, scenario) {
  const preset = presetOf(data, scenario.base);
  const years = data.engine.segments.length;
  const found = {};
  for (const [constant, elements] of Object.entries(preset)) {
    found[constant] = elements.map((steps) => spread(steps, years));
  }
  for (const [id, option] of Object.entries(scenario.definitions ?? {})) {
    const definition = data.engine.definitions[id];
    const value = definition?.options[option];
    if (value === undefined) throw new Error(`unknown definition or option '${id}' = '${option}'`);
    for (const path of found[definition.constant]) path.fill(value);
  }
  const late = policyYears(data);
  const keys = Object.keys(scenario.levers ?? {});
  const wholesFirst = [...keys.filter((k) => !k.endsWith("]")), ...keys.filter((k) => k.endsWith("]"))];
  for (const key of wholesFirst) {
    const { place, elements } = leverPlace(data, key);
    const path = yearly(data, key, scenario.levers[key]);
    const constant = found[place.constant];
    for (const element of elements ?? constant.keys()) {
      late.forEach((year, i) => { constant[element][year] = path[i] * place.scale; });
    }
  }
  return found;
}

/**
 * Levers of a scenario as numbers, in the lever's unit, one a year of policy (or one, in models).
 * Drawn ones stand at the middle of their draws, as in `data.scenarios`.
 * @param {Object} data
 * @param {import("./types.js").Scenario} scenario
 * @returns {Map<string, Float64Array>}  by `lever`, or `lever[element]` where it has elements
 */
export function resolve(data, scenario) {
  const preset = data.scenarios.find((one) => one.id === scenario.base);
  const found = new Map();
  for (const lever of data.levers) {
    const keys = lever.elements.length ? lever.elements.map((e) => `${lever.id}[${e.id}]`) : [lever.id];
    for (const key of keys) {
      const own = scenario.levers[key] ?? scenario.levers[lever.id] ?? preset.levers[key];
      found.set(key, Float64Array.from(yearly(data, key, own)));
    }
  }
  return found;
}

/**
 * Text that is the same for scenarios with the same numbers.
 * @param {Object} data
 * @param {import("./types.js").Scenario} scenario
 * @returns {string}
 */
export function sceneKey(data, scenario) {
  return JSON.stringify(constantsOf(data, scenario));
}

/** Whether two scenarios have the same numbers. */
export function same(data, a, b) {
  return sceneKey(data, a) === sceneKey(data, b);
}
