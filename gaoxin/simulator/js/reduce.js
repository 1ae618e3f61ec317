/** What can happen to the state: `reduce(data, state, action)` gives the next one and changes nothing. */

import { asPath, asValue, choiceOf, find, freeze, meanOf, mostPins, near, optionOf, pathOf, pinOf, presetNamed, sameChoice, yearsOf } from "./state.js";

const ACTIONS = {
  preset: (data, state, { id }) => (presetNamed(data, id) ? { ...state, ...startOf(id) } : state),
  lever: (data, state, { key, value }) => withLever(data, state, key, value),
  scale: (data, state, { key, value }) => withMean(data, state, key, value),
  moves: (data, state, { moves }) => moves.reduce((own, { id, value }) => withMean(data, own, id, value), state),
  year: (data, state, { key, index, value }) => withYear(data, state, key, index, value),
  practice: (data, state, { key }) => {
    const found = find(data, key);
    return found ? withLever(data, state, key, found.lever.neutral) : state;
  },
  definition: (data, state, { id, option }) => withDefinition(data, state, id, option),
  reset: (data, state) => ({ ...state, levers: {}, definitions: {}, title: null }),
  pin: (data, state) => pinned(data, state, choiceOf(state)),
  against: (data, state, { id }) => (presetNamed(data, id) ? pinned(data, state, startOf(id)) : state),
  unpin: (data, state, { index }) => unpinned(state, index),
  baseline: (data, state, { index }) => (state.pins[index] ? { ...state, baseline: index } : state),
  swap: (data, state) => ({ ...state, ...pinOf(state), pins: state.pins.map((pin, i) => (i === state.baseline ? choiceOf(state) : pin)) }),
  open: (data, state, { choice }) => ({ ...state, ...choice }),
  select: (data, state, { id }) => (isShown(data, id) ? { ...state, selected: id } : state),
  tick: (data, state, { id, on }) => (isShown(data, id) ? { ...state, set: on ? [...state.set.filter((one) => one !== id), id] : state.set.filter((one) => one !== id) } : state),
  ticks: (data, state, { ids }) => ({ ...state, set: ids.filter((id) => isShown(data, id)) }),
  goal: (data, state, { id, goal }) => withGoal(data, state, id, goal),
  lang: (data, state, { lang }) => ({ ...state, lang: lang === "zh" ? "zh" : "en" }),
  theme: (data, state, { theme }) => ({ ...state, theme: ["", "light", "dark"].includes(theme) ? theme : "" }),
  tab: (data, state, { tab }) => ({ ...state, tab: ["levers", "targets", "detail"].includes(tab) ? tab : state.tab }),
  restore: (data, state, { content }) => ({ ...state, ...content }),
};

/**
 * @param {Object} data
 * @param {import("./state.js").State} state
 * @param {{type: string}} action  one of {@link ACTIONS} and what it needs; another one changes nothing
 */
export function reduce(data, state, action) {
  const act = Object.hasOwn(ACTIONS, action.type) ? ACTIONS[action.type] : null;
  return act ? freeze(act(data, state, action)) : state;
}

/** The part of the state that undo brings back. */
export function contentOf(state) {
  const { preset, levers, definitions, title, pins, baseline, goals } = state;
  return { preset, levers, definitions, title, pins, baseline, goals };
}

function startOf(preset) {
  return { preset, levers: {}, definitions: {}, title: null };
}

function isShown(data, id) {
  return data.targets.some((target) => target.judged && target.id === id) || data.outputs.some((output) => output.id === id);
}

function clamp(lever, value) {
  return Math.min(lever.high, Math.max(lever.low, value));
}

function withLever(data, state, key, value) {
  const found = find(data, key);
  if (!found) return state;
  const path = asPath(data, value);
  if (path.length !== yearsOf(data).length || !path.every((one) => Number.isFinite(one))) return state;
  return { ...state, levers: { ...state.levers, [key]: asValue(path.map((one) => clamp(found.lever, one))) } };
}

/** Move the mean of a lever: a path keeps its shape, every year by the same factor. */
function withMean(data, state, key, value) {
  const found = find(data, key);
  if (!found || !Number.isFinite(value)) return state;
  const path = pathOf(data, state, found.lever, found.element);
  const mean = meanOf(path);
  const flat = path.every((one) => one === path[0]) || near(mean, 0);
  return withLever(data, state, key, flat ? value : path.map((one) => (one * value) / mean));
}

function withYear(data, state, key, index, value) {
  const found = find(data, key);
  if (!found) return state;
  const path = [...pathOf(data, state, found.lever, found.element)];
  path[index] = value;
  return withLever(data, state, key, path);
}

function withDefinition(data, state, id, option) {
  const definition = data.definitions.find((one) => one.id === id);
  if (!definition || !definition.options.some((one) => one.id === option)) return state;
  const definitions = { ...state.definitions, [id]: option };
  if (option === optionOf(data, { preset: state.preset, definitions: {} }, id)) delete definitions[id];
  return { ...state, definitions };
}

/** Make a choice the ghost; one that is pinned already is not pinned twice. */
function pinned(data, state, choice) {
  const known = state.pins.findIndex((pin) => sameChoice(data, pin, choice));
  if (known >= 0) return { ...state, baseline: known };
  const pins = [...state.pins, choice].slice(-mostPins());
  return { ...state, pins, baseline: pins.length - 1 };
}

function unpinned(state, index) {
  if (state.pins.length < 2 || !state.pins[index]) return state;
  const pins = state.pins.filter((_, i) => i !== index);
  return { ...state, pins, baseline: Math.min(state.baseline > index ? state.baseline - 1 : state.baseline, pins.length - 1) };
}

function withGoal(data, state, id, goal) {
  if (!data.outputs.some((output) => output.id === id)) return state;
  const goals = { ...state.goals };
  delete goals[id];
  if (goal && Number.isFinite(goal.value) && data.years.includes(goal.year)) {
    goals[id] = { rule: goal.rule === "at_most" ? "at_most" : "at_least", value: goal.value, year: goal.year };
  }
  return { ...state, goals, set: goal ? state.set : state.set.filter((one) => one !== id) };
}
