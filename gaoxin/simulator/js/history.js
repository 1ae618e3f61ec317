/** Undo and redo: a list of what the state held before each settled change. */

const DEPTH = 200;
const ONE_STEP = 800; // milliseconds within which moves of one lever are one step

/** @typedef {{past: Object[], future: Object[], key: string, time: number}} History */

/** @returns {History} */
export function emptyHistory() {
  return { past: [], future: [], key: "", time: -Infinity };
}

/**
 * @param {History} history
 * @param {Object} before  what the state held
 * @param {string} key     the lever that moved; "" for what is always a step of its own
 * @param {number} time    milliseconds
 * @returns {History}
 */
export function recorded(history, before, key, time) {
  const goesOn = key !== "" && key === history.key && time - history.time < ONE_STEP;
  const past = goesOn ? history.past : [...history.past, before].slice(-DEPTH);
  return { past, future: [], key, time };
}

/**
 * @param {History} history
 * @param {Object} now  what the state holds
 * @returns {{history: History, content: Object}|null}  null where there is nothing to undo
 */
export function undone(history, now) {
  if (!history.past.length) return null;
  const past = history.past.slice(0, -1);
  return { history: { past, future: [now, ...history.future], key: "", time: -Infinity }, content: history.past.at(-1) };
}

/** The same forwards. */
export function redone(history, now) {
  if (!history.future.length) return null;
  const [content, ...future] = history.future;
  return { history: { past: [...history.past, now], future, key: "", time: -Infinity }, content };
}
