/**
 * The engine: scenarios in, outcomes of all members out; workers own slices of the members.
 *
 * What the views read are the types of `types.js`; how the numbers come about is in `worker.js` and
 * `members.js`, what is made of them (verdicts, bands, joints) in `outcomes.js`.
 */

import { constantsOf, sceneKey } from "./scenario.js";
import { openSlices } from "./slices.js";
import { joined, measured } from "./results.js";

const KEPT = 20; // exact results that are kept
const SOME = 250; // members of a driver's run

/**
 * Start an engine.
 * @param {Object} data  from `readBlocks`
 * @param {Object} [options]
 * @param {number} [options.workers]  at most; 0: the page computes itself
 * @param {() => Object} [options.judged]  the data with the targets that hold now, where a reader sets them
 * @returns {import("./types.js").Engine}
 */
export function createEngine(data, options = {}) {
  const engine = { threaded: false };
  const judged = options.judged ?? (() => data);
  const known = new Map();
  const queues = { quick: [], exact: [], background: [] };
  let running = null;
  let slices = [];
  let drivers = null;
  let number = 0;
  let closed = false;

  const ready = openSlices(data, options.workers).then((found) => {
    slices = found.slices;
    engine.threaded = found.threaded;
    if (closed) for (const { worker } of slices) worker.terminate();
    else next();
  });

  function next() {
    if (running || !slices.length || closed) return;
    const job = queues.quick.shift() ?? queues.exact.shift() ?? queues.background.shift();
    if (!job) return;
    running = job;
    start(job);
  }

  function start(job) {
    const began = performance.now();
    number += 1;
    const id = number;
    const found = [];
    let left = slices.length;
    slices.forEach((slice, s) => {
      slice.worker.onmessage = ({ data: message }) => {
        if (message.id !== id) return;
        found[s] = message;
        left -= 1;
        if (left) return;
        running = null;
        const result = joined(data, job, slices, found, performance.now() - began);
        if (result.exact) remember(result);
        job.resolve(job.cancelled ? null : result);
        next();
      };
      const count = slice.members.filter((member) => member < job.members).length;
      slice.worker.postMessage({ kind: "run", id, order: { constants: job.constants, count, limits: job.limits } });
    });
  }

  function remember(result) {
    known.delete(result.key);
    known.set(result.key, result);
    if (known.size > KEPT) known.delete(known.keys().next().value);
  }

  function ask(queue, scenario, members, limits) {
    const job = { scenario, members, limits, key: "", constants: null, cancelled: false, resolve: null };
    const result = new Promise((resolve, reject) => {
      job.resolve = resolve;
      try {
        job.constants = constantsOf(data, scenario);
        job.key = sceneKey(data, scenario);
      } catch (error) {
        reject(error);
      }
    });
    const cancel = () => {
      job.cancelled = true;
      const at = queue.indexOf(job);
      if (at < 0) return;
      queue.splice(at, 1);
      job.resolve(null);
    };
    if (!job.constants) return { result, cancel };
    const before = members === data.members ? known.get(job.key) : null;
    if (before) {
      remember(before);
      job.resolve({ ...before, scenario });
    } else {
      queue.push(job);
      next();
    }
    return { result, cancel };
  }

  engine.quick = (scenario) => {
    drivers?.cancel();
    for (const waiting of queues.quick.splice(0)) waiting.resolve(null);
    return ask(queues.quick, scenario, Math.min(data.quick, data.members), false);
  };

  engine.exact = (scenario) => {
    drivers?.cancel();
    return ask(queues.exact, scenario, data.members, true);
  };

  engine.background = (scenario, members) =>
    ask(queues.background, scenario, Math.min(members, data.members), false);

  engine.drivers = (scenario, onStep) => {
    drivers?.cancel();
    let cancelled = false;
    let job = null;
    const own = { cancel: () => { cancelled = true; job?.cancel(); } };
    drivers = own;
    const few = Math.min(SOME, data.members);
    const run = async (levers) => {
      job = engine.background({ ...scenario, levers }, few);
      return job.result;
    };
    const all = async () => {
      const found = [];
      for (const lever of data.levers) {
        const ends = [];
        for (const value of [lever.low, lever.high]) {
          const result = cancelled ? null : await run(moved(scenario, lever, value));
          if (!result || cancelled) return null;
          ends.push(measured(judged(), result));
        }
        const [low, high] = ends;
        found.push({ lever: lever.id, low: low.shares, high: high.shares, lowMedian: low.medians, highMedian: high.medians });
        onStep(found, found.length / data.levers.length);
      }
      return found;
    };
    own.result = all();
    return own;
  };

  engine.ready = ready;
  engine.close = () => {
    closed = true;
    drivers?.cancel();
    for (const { worker } of slices) worker.terminate();
    for (const queue of Object.values(queues)) for (const job of queue.splice(0)) job.resolve(null);
  };
  return engine;
}

/** The levers of a scenario with one of them, all its elements, at another value. */
function moved(scenario, lever, value) {
  const levers = { ...scenario.levers, [lever.id]: value };
  for (const { id } of lever.elements) delete levers[`${lever.id}[${id}]`];
  return levers;
}
