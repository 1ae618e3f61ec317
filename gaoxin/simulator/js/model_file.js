/** What a model's page saves: Vensim's file of changed constants, and a line of Python. */

import { FileFault } from "./toml.js";
import { changesOf, find, scenarioOf } from "./state.js";

const CIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** @returns {string} changed constants as Vensim's `.cin`: `name = value`, a line each */
export function constantsFile(data, choice) {
  const { levers } = scenarioOf(data, choice);
  return changesOf(data, choice).levers.map((key) => `${key} = ${levers[key]}\n`).join("");
}

/** @returns {string} a call of `gaoxin` that runs the model with the same constants */
export function pythonLine(data, choice) {
  const { levers } = scenarioOf(data, choice);
  const given = changesOf(data, choice).levers.map((key) => `${JSON.stringify(key)}: ${levers[key]}`);
  return `runs = gaoxin.load(${JSON.stringify(data.file ?? "model.mdl")}).run({${given.join(", ")}})`;
}

/**
 * @param {string} text  a `.cin` file
 * @returns {import("./state.js").Choice}
 * @throws {FileFault}
 */
export function readConstants(data, text) {
  const levers = {};
  text.replace(/^\ufeff/, "").split(/\r?\n/).forEach((raw, i) => {
    const line = raw.replace(/[~:!].*$/, "").trim();
    if (!line) return;
    const at = line.indexOf("=");
    const key = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    const found = at > 0 ? find(data, key) : null;
    if (!found) throw new FileFault("fault_lever", i + 1, { key: key || line.slice(0, 40) });
    if (!CIN_NUMBER.test(value)) throw new FileFault("fault_number", i + 1, { key });
    if (Number(value) < found.lever.low || Number(value) > found.lever.high) throw new FileFault("fault_range", i + 1, { key, value, low: found.lever.low, high: found.lever.high });
    levers[key] = Number(value);
  });
  return { preset: data.base, levers, definitions: {}, title: null };
}
