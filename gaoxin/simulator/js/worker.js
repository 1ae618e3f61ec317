/** A worker: the members it owns, run when it is asked. */

import { createSlice } from "./members.js";

/**
 * Answer the messages of an engine: `{kind: "open", setup}` once, then `{kind: "run", id, order}`.
 * @param {{postMessage: Function, onmessage: Function|null}} scope  the worker's own global object
 */
export function serve(scope) {
  let slice = null;
  scope.onmessage = ({ data: message }) => {
    if (message.kind === "open") {
      slice = createSlice(message.setup);
      scope.postMessage({ kind: "ready" });
      return;
    }
    const { values, limits, count } = slice.run(message.order);
    scope.postMessage({ kind: "done", id: message.id, values, limits, count }, [values.buffer, limits.buffer]);
  };
}

if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) serve(globalThis);
