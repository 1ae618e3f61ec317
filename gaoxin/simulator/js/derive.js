/** What the views show, worked out of the state and of what has been run. */

import { bands, head, jointly, likelihood, preview, previewBands, together, twenty, verdicts } from "./outcomes.js";
import { judgedData, targetsOf } from "./state.js";
import { inLang, translator } from "./words.js";

const LIKELY = 0.66;

/**
 * @typedef {Object} Runs  what has been run
 * @property {Object|null} exact    all members of what is on the page, or of before the drag
 * @property {Object|null} quick    some members of what is being dragged
 * @property {Object|null} pinned   all members of the ghost
 * @property {Object[]|null} drivers
 * @property {number} driversShare  of them that are there
 * @property {boolean} working
 */

const MADE = new WeakMap();

/** Work out once a result what is asked of it again and again. */
function kept(result, key, make) {
  let known = MADE.get(result);
  if (!known) MADE.set(result, (known = new Map()));
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** Verdicts of a result by target id. */
export function rowsOf(data, state, result) {
  const judged = judgedData(data, state);
  const key = `rows ${data.kind === "zone" ? "" : JSON.stringify(state.goals)}`;
  return kept(result, key, () => byTarget(judged, verdicts(judged, result)));
}

function byTarget(judged, rows) {
  const found = new Map();
  judged.targets.forEach((target, i) => rows[i] && found.set(target.id, rows[i]));
  return found;
}

/** Bands of one output of a result. */
export function bandsOf(result, output) {
  return kept(result, `bands ${output}`, () => bands(result, output));
}

/**
 * @param {Object} data
 * @param {import("./state.js").State} state
 * @param {Runs} runs
 * @param {boolean} dragging
 */
export function deriveView(data, state, runs, dragging) {
  const { exact, quick, pinned } = runs;
  const judged = judgedData(data, state);
  const targets = targetsOf(data, state);
  const target = targets.find((one) => one.id === state.selected) ?? null;
  const output = target ? target.output : Math.max(0, data.outputs.findIndex((one) => one.id === state.selected));
  const view = {
    data,
    state,
    lang: state.lang,
    t: translator(data.words, state.lang),
    name: (text) => inLang(text, state.lang),
    likelihood: (row) => likelihood(Math.min(row.members, Math.max(0, Math.round(row.met))), row.members),
    targets,
    target,
    output,
    dragging,
    drivers: runs.drivers,
    driversShare: runs.driversShare,
    run: { members: (quick ?? exact ?? { members: data.members }).members, quick: Boolean(quick), working: runs.working, failed: (quick ?? exact ?? { failed: 0 }).failed },
    now: null,
    pinned: null,
  };
  if (!exact) return view;
  view.now = quick ? byTarget(judged, preview(judged, exact, quick)) : rowsOf(data, state, exact);
  view.pinned = pinned ? rowsOf(data, state, pinned) : null;
  view.row = target ? view.now.get(target.id) : null;
  view.pinnedRow = target && view.pinned ? view.pinned.get(target.id) : null;
  view.bandsNow = quick ? previewBands(exact, quick, output) : bandsOf(exact, output);
  view.bandsPinned = pinned ? bandsOf(pinned, output) : null;
  view.median = view.bandsNow.values[2].at(-1);
  const year = target ? target.year : data.years.at(-1);
  view.dots = data.members > 1 ? twenty(quick ?? exact, output, year) : null;
  view.limits = exact.limits ? (row, column) => exact.limits[row * data.years.length + column] : null;
  view.mini = (index) => ({ now: quick ? bandsOf(quick, index) : bandsOf(exact, index), pinned: pinned ? bandsOf(pinned, index) : null });
  view.sums = sumsOf(judged, state, view, runs);
  return view;
}

/** How many are likely, how many are met together, and the ticked ones at once. */
function sumsOf(judged, state, view, { exact, quick, pinned }) {
  const shares = (result) => {
    const counts = kept(result, `together ${view.data.kind === "zone" ? "" : JSON.stringify(state.goals)}`, () => together(judged, result));
    return Float64Array.from(counts, (count) => count / result.members);
  };
  const likely = (rows) => [...rows.values()].filter((row) => row.probability >= LIKELY).length;
  const now = shares(quick ?? exact);
  const set = state.set.filter((id) => view.now.has(id));
  return {
    likely: likely(view.now),
    pinnedLikely: view.pinned ? likely(view.pinned) : "–",
    together: now,
    pinnedTogether: pinned ? shares(pinned) : now,
    low: quantileOf(now, 0.05),
    high: quantileOf(now, 0.95),
    joint: set.length ? jointRow(judged, exact, quick, set) : null,
    pinnedJoint: set.length && pinned ? withShare(jointly(judged, pinned, set)) : null,
  };
}

/** While dragging: exact before, and the change of the members that are run again. */
function jointRow(judged, exact, quick, set) {
  const whole = jointly(judged, exact, set);
  if (!quick) return withShare(whole);
  const before = jointly(judged, head(exact, quick.members), set);
  const now = jointly(judged, quick, set);
  const share = Math.min(1, Math.max(0, whole.met / whole.members + (now.met - before.met) / quick.members));
  return { met: share * whole.members, members: whole.members, probability: share };
}

function withShare({ met, members }) {
  return { met, members, probability: met / members };
}

function quantileOf(shares, level) {
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    sum += shares[k];
    if (sum >= level - 1e-12) return k;
  }
  return shares.length - 1;
}
