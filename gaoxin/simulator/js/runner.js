/** What is run, and in which order: what is on the page, the ghost, then what moves the target. */

import { pinOf, sameChoice, scenarioOf } from "./state.js";

const IDLE = 150; // milliseconds without a wish, before the background begins

/**
 * @param {Object} data
 * @param {Object} engine
 * @param {() => import("./state.js").State} current
 * @param {(settled: boolean) => void} onChange  something that is shown has changed
 */
export function createRunner(data, engine, current, onChange) {
  const runs = { exact: null, quick: null, pinned: null, drivers: null, driversShare: 0, working: false };
  let turn = 0;
  let idle = 0;
  let drivers = null;

  /** Some members, for a frame while a lever is held. */
  async function drag() {
    if (!runs.exact) return;
    const mine = turn;
    stopDrivers();
    const result = await engine.quick(scenarioOf(data, current())).result;
    if (!result || mine !== turn) return;
    runs.quick = result;
    onChange(false);
  }

  /** All members; then the ghost; then, when nothing else is asked for, the levers one by one. */
  async function settle() {
    turn += 1;
    const mine = turn;
    stopDrivers();
    runs.working = !runs.quick;
    onChange(false);
    const state = current();
    const result = await engine.exact(scenarioOf(data, state)).result;
    if (!result || mine !== turn) return;
    Object.assign(runs, { exact: result, quick: null, working: false });
    if (sameChoice(data, pinOf(state), state)) runs.pinned = result;
    onChange(true);
    await ghost(mine);
    clearTimeout(idle);
    if (mine === turn) idle = setTimeout(() => mine === turn && startDrivers(), IDLE);
  }

  async function ghost(mine) {
    const pin = pinOf(current());
    if (sameChoice(data, pin, current()) && runs.pinned === runs.exact) return;
    const result = await engine.exact(scenarioOf(data, pin)).result;
    if (!result || mine !== turn || result === runs.pinned) return;
    runs.pinned = result;
    onChange(false);
  }

  async function startDrivers() {
    const job = engine.drivers(scenarioOf(data, current()), (found, share) => {
      if (job !== drivers) return;
      [runs.drivers, runs.driversShare] = [[...found], share];
      onChange(false);
    });
    drivers = job;
    runs.driversShare = 0;
    const found = await job.result;
    if (job !== drivers) return;
    if (found) [runs.drivers, runs.driversShare] = [found, 1];
    else idle = setTimeout(() => job === drivers && startDrivers(), IDLE); // another run took its place
    onChange(false);
  }

  function stopDrivers() {
    clearTimeout(idle);
    if (drivers) drivers.cancel();
    drivers = null;
  }

  /** Other goals: what moves them is worked out anew, when nothing has been asked for a while. */
  function judgeAnew() {
    stopDrivers();
    const mine = turn;
    idle = setTimeout(() => mine === turn && startDrivers(), 2 * IDLE);
  }

  /** A run of all members that nobody waits for; null where another one took its place. */
  function aside(choice) {
    return engine.background(scenarioOf(data, choice), data.members).result;
  }

  return { runs, drag, settle, aside, pauseDrivers: stopDrivers, resumeDrivers: startDrivers, judgeAnew };
}
