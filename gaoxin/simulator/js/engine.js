/**
 * The engine: scenarios in, outcomes of all members out; workers own slices of the members.
 *
 * What the views read are the types below; how the numbers come about is in `worker.js` and
 * `members.js`, what is made of them (verdicts, bands, joints) in `outcomes.js`.
 */

import { createSlice } from "./members.js";
import { constantsOf, sceneKey } from "./scenario.js";
import { quantile, verdicts } from "./outcomes.js";

/**
 * Both languages of a text.
 * @typedef {{en: string, zh: string}} Text
 */

/**
 * A change of the page's levers, as a scenario file has them: laid over the preset `base`.
 *
 * Keys are `lever` or `lever[element]`, as in the scenario files; a key without an element sets
 * all elements, one with an element is laid over it whatever the order. A number holds from the
 * first year of policy on (the whole run where the page has no such year); an array has one number
 * a year of `data.policy`. Numbers are in the lever's own unit (`lever.unit`).
 * @typedef {Object} Scenario
 * @property {string} base        id of a preset
 * @property {Object<string, number|number[]>} levers
 * @property {Object<string, string>} definitions   definition id to option id
 */

/**
 * @typedef {Object} Lever
 * @property {string} id
 * @property {Text} name
 * @property {string} unit
 * @property {number} low
 * @property {number} high
 * @property {number} neutral    practice: the model's own value
 * @property {string} sector     id of its group, see `data.sectors`
 * @property {boolean} outside   not in the zone's hands (prices, hydrology)
 * @property {string} section    of the plan
 * @property {Text} note
 * @property {boolean} assumed   whether the range is assumed (models without ranges)
 * @property {{id: string, name: Text}[]} elements   empty where it has no subscript
 */

/**
 * @typedef {Object} Target
 * @property {string} id
 * @property {Text} name
 * @property {'at_least'|'at_most'|null} rule
 * @property {number|null} value
 * @property {string} unit
 * @property {number} year
 * @property {'plan'|'assumed'|'no number'} status
 * @property {string} kind
 * @property {string} source
 * @property {Text} note
 * @property {Text} reason        why it is not modelled
 * @property {number|null} value_2020
 * @property {number} output      index in `data.outputs`; -1 where it is not modelled
 * @property {boolean} judged     has a variable and a number
 */

/**
 * @typedef {Object} Output
 * @property {string} id
 * @property {Text} name
 * @property {string} unit
 * @property {string} variable    as the model spells it
 * @property {string} equation    blank in the zone's page
 * @property {string} comment
 * @property {{year: number, value: number, sd: number|null}[]} observed
 */

/**
 * The numbers of one scenario. Members are the program's first ones, in its order.
 * @typedef {Object} Result
 * @property {string} key          the same for the same scenario
 * @property {Scenario} scenario
 * @property {number} members      how many ran
 * @property {boolean} exact       whether they are all members of the page
 * @property {number} milliseconds
 * @property {number} failed       members that left the finite numbers; NaN in `series`
 * @property {number[]} years      `data.years`
 * @property {(output: number, year: number) => Float64Array} series
 *   outcomes over the members that ran; NaN for those that failed. `year` is a calendar year of
 *   `data.years` (a time, in models of other units). The array is the result's own: do not write.
 * @property {Float64Array|null} limits  share of runs in which each limit binds, `[row][year]`
 *   with `data.limits` rows and `data.years` columns; null in quick results
 */

/**
 * What moves the targets: all levers at both ends, everything else as in the scenario.
 * @typedef {Object} Driver
 * @property {string} lever
 * @property {Float64Array} low    by target of `data.targets`: probability, NaN where not judged
 * @property {Float64Array} high
 * @property {Float64Array} lowMedian   by output, at its last year: median
 * @property {Float64Array} highMedian
 */

/**
 * @typedef {Object} Job
 * @property {Promise<Result|null>} result   null where a newer job took its place, or it was cancelled
 * @property {() => void} cancel
 */

/**
 * @typedef {Object} Engine
 * @property {(scenario: Scenario) => Job} quick
 *   `data.quick` members, for a frame while dragging. A newer call takes the place of a waiting one.
 * @property {(scenario: Scenario) => Job} exact
 *   All members. Goes before background work; answered from memory where it is known.
 * @property {(scenario: Scenario, members: number) => Job} background
 *   Some members when nothing else is to be done; many may wait, in order.
 * @property {(scenario: Scenario, onStep: (drivers: Driver[], share: number) => void) => DriversJob} drivers
 *   76 runs of 250 members in the background, for all targets at once; `onStep` after each lever.
 * @property {(levers: Object<string, number|number[]>) => Promise<Object<string, [number, number]>>} evaluate
 *   `window.gaoxin.evaluate`: target to `[met, members]`, all members, over the page's base.
 * @property {() => void} close      ends the workers
 * @property {Promise<void>} ready   when the members are in place
 * @property {boolean} threaded      whether workers run; else the main thread does, in slices
 */

/**
 * @typedef {Object} DriversJob
 * @property {Promise<Driver[]|null>} result   null where cancelled (any later `quick` or `exact` does)
 * @property {() => void} cancel
 */

const KEPT = 20; // exact results that are kept
const SOME = 250; // members of a driver's run
const SLICE = 50; // members of a slice where the page itself computes

/** Whether the browser has SIMD. */
function kindOf(blocks) {
  return WebAssembly.validate(blocks.simd) ? "simd" : "plain";
}

/** Members dealt out in turn, a frame each, so that the first ones are spread over all slices. */
function deal(members, slices, lanes) {
  const dealt = Array.from({ length: slices }, () => []);
  for (let i = 0; i < members; i += 1) dealt[Math.floor(i / lanes) % slices].push(i);
  return dealt.filter((own) => own.length);
}

function columnsOf(block, members, own) {
  const rows = block.length / members;
  const found = new Float32Array(rows * own.length);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < own.length; i += 1) found[row * own.length + i] = block[row * members + own[i]];
  }
  return found;
}

/** A worker in the page itself: each message is answered in a task of its own. */
function localWorker() {
  let slice = null;
  const worker = {
    onmessage: null,
    terminate() { worker.onmessage = null; },
    postMessage(message) {
      setTimeout(() => {
        if (!worker.onmessage) return;
        if (message.kind === "open") slice = createSlice(message.setup);
        const found = message.kind === "open" ? { kind: "ready" } : { kind: "done", id: message.id, ...slice.run(message.order) };
        worker.onmessage({ data: found });
      });
    },
  };
  return worker;
}

function startWorker(source) {
  if (!source) return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Wait until a worker has its members. */
function opened(worker, setup) {
  return new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(new Error(event.message || "a worker does not start"));
    };
    worker.postMessage({ kind: "open", setup });
  });
}

/** Start the slices: on workers, or in the page where none can be had. */
async function openSlices(data, wanted) {
  const { blocks } = data;
  const kind = kindOf(blocks);
  const { lanes } = data.kernel.modules[kind];
  const module = await WebAssembly.compile(blocks[kind]);
  const make = async (count, start) => {
    const slices = deal(data.members, count, lanes).map((members) => ({ members, worker: start() }));
    await Promise.all(slices.map(({ members, worker }) => opened(worker, {
      module,
      kind,
      map: data.kernel,
      engine: data.engine,
      members,
      draws: columnsOf(blocks.draws, data.members, members),
    })));
    return slices;
  };
  const threads = wanted ?? Math.min(navigator.hardwareConcurrency || 1, 8);
  const most = Math.ceil(data.members / 2);
  if (threads > 0 && typeof Worker === "function") {
    try {
      return { slices: await make(Math.min(threads, most), () => startWorker(blocks.worker)), threaded: true };
    } catch {
      // the page computes itself
    }
  }
  return { slices: await make(Math.ceil(data.members / SLICE), localWorker), threaded: false };
}

/** One result from what the slices found. */
function joined(data, job, slices, found, milliseconds) {
  const years = data.years.length;
  const outputs = data.outputs.length;
  const members = job.members;
  const values = new Float64Array(outputs * years * members);
  slices.forEach((slice, s) => {
    const { count, values: part } = found[s];
    for (let row = 0; row < outputs * years; row += 1) {
      for (let i = 0; i < count; i += 1) values[row * members + slice.members[i]] = part[row * count + i];
    }
  });
  const failed = markFailed(values, outputs * years, members);
  let limits = null;
  if (job.limits) {
    limits = new Float64Array(data.limits.length * years);
    for (const { limits: part } of found) part.forEach((count, i) => { limits[i] += count; });
    limits = limits.map((count) => count / (members - failed));
  }
  return {
    key: job.key,
    scenario: job.scenario,
    members,
    exact: members === data.members,
    milliseconds,
    failed,
    years: data.years,
    limits,
    series: (output, year) => {
      const at = data.years.findIndex((time) => Math.abs(time - year) < 1e-6);
      if (at < 0 || output < 0) throw new Error(`no such output or year: ${output}, ${year}`);
      const first = (output * years + at) * members;
      return values.subarray(first, first + members);
    },
  };
}

/** Members with a number that is not finite are NaN throughout; a run alone stays what it is. */
function markFailed(values, rows, members) {
  if (members === 1) return 0;
  const lost = new Uint8Array(members);
  for (let i = 0; i < rows * members; i += 1) if (!Number.isFinite(values[i])) lost[i % members] = 1;
  let failed = 0;
  for (let i = 0; i < members; i += 1) {
    if (!lost[i]) continue;
    failed += 1;
    for (let row = 0; row < rows; row += 1) values[row * members + i] = NaN;
  }
  return failed;
}

/**
 * Start an engine.
 * @param {Object} data  from `readBlocks`
 * @param {{workers?: number}} [options]  workers at most; 0: the page computes itself
 * @returns {Engine}
 */
export function createEngine(data, options = {}) {
  const engine = { threaded: false };
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
          ends.push(measured(data, result));
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

  engine.evaluate = async (changes = {}) => {
    const levers = {};
    const definitions = {};
    for (const [key, value] of Object.entries(changes)) {
      if (data.engine.definitions[key]) definitions[key] = value;
      else levers[key] = inRange(data, key, value);
    }
    const result = await engine.exact({ base: data.base, levers, definitions }).result;
    const judged = verdicts(data, result).filter((one) => one);
    return Object.fromEntries(judged.map(({ target, met, members }) => [target.id, [met, members]]));
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

/** Shares of members by target, and medians by output at the last year. */
function measured(data, result) {
  const judged = verdicts(data, result);
  const last = data.years[data.years.length - 1];
  return {
    shares: Float64Array.from(judged, (one) => (one ? one.probability : NaN)),
    medians: Float64Array.from(data.outputs, (_, output) => quantile(result.series(output, last).filter(Number.isFinite).sort(), 0.5)),
  };
}
