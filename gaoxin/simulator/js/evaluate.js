/** The contract for machines: `window.gaoxin.evaluate`. */

import { verdicts } from "./outcomes.js";

/**
 * @param {Object} data
 * @param {import("./types.js").Engine} engine
 * @param {() => Object} judged  the data with the targets that hold now
 * @returns {(changes?: Object, more?: {goals?: Object}) => Promise<Object<string, [number, number]>>}
 *   Levers (and readings of words) to values, over the page's base scenario; gives `[met, members]`
 *   by target, all members. In a model's page the targets are the goals set on its charts, or
 *   `more.goals`: `{output: {rule: "at_least"|"at_most", value, year}}`, of the last year by default.
 */
export function evaluator(data, engine, judged) {
  return async (changes = {}, { goals } = {}) => {
    const whole = goals ? { ...data, targets: Object.entries(goals).map(([id, goal]) => goalTarget(data, id, goal)) } : judged();
    const levers = {};
    const definitions = {};
    for (const [key, value] of Object.entries(changes)) {
      if (Object.hasOwn(data.engine.definitions, key)) definitions[key] = value;
      else levers[key] = inRange(data, key, value);
    }
    const result = await engine.exact({ base: data.base, levers, definitions }).result;
    const found = verdicts(whole, result).filter((one) => one);
    return Object.fromEntries(found.map(({ target, met, members }) => [target.id, [met, members]]));
  };
}

function goalTarget(data, id, { rule = "at_least", value, year = data.years[data.years.length - 1] }) {
  const output = data.outputs.findIndex((one) => one.id === id);
  if (output < 0) throw new Error(`unknown output '${id}'; the outputs are: ${data.outputs.map((one) => one.id).join(", ")}`);
  if (!["at_least", "at_most"].includes(rule) || !Number.isFinite(value)) throw new Error(`goal of '${id}': write {rule: "at_least" or "at_most", value: a number}`);
  if (!data.years.includes(year)) throw new Error(`goal of '${id}': ${year} is no saved time, from ${data.years[0]} to ${data.years[data.years.length - 1]}`);
  return { id, rule, value, year, output, judged: true };
}

function inRange(data, key, value) {
  const lever = data.levers.find((one) => one.id === key.split("[")[0]);
  if (!lever) throw new Error(`unknown lever '${key}'; the levers are: ${data.levers.map((one) => one.id).join(", ")}`);
  const all = typeof value === "number" ? [value] : Array.from(value);
  const slack = 1e-12 * Math.max(Math.abs(lever.low), Math.abs(lever.high));
  for (const one of all) {
    if (!(one >= lever.low - slack && one <= lever.high + slack)) {
      throw new Error(`'${key}' is ${one}; its range is ${lever.low} to ${lever.high} ${lever.unit}`);
    }
  }
  return value;
}
