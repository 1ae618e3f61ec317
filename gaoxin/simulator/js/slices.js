/** Members dealt out to workers, or to the page itself where none can be had. */

import { createSlice } from "./members.js";

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

/**
 * Start the slices: on workers, or in the page where none can be had.
 * @param {Object} data
 * @param {number} [wanted]  workers at most; 0: the page computes itself
 * @returns {Promise<{slices: {members: number[], worker: Worker}[], threaded: boolean}>}
 */
export async function openSlices(data, wanted) {
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
