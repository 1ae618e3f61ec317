/** What the page carries, read from its blocks; `gaoxin/simulator/data.py` tells what they hold. */

/**
 * @param {string} text  base64
 * @returns {Uint8Array}
 */
export function bytesOf(text) {
  const bare = text.trim();
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(bare);
  const letters = atob(bare);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/**
 * The data object with its binary blocks in `data.blocks`: `simd`, `plain` (bytes), `draws`
 * (Float32Array, column by column), `worker` (source, blank where modules are not joined).
 * @param {Document} page
 * @returns {Object}
 */
export function readBlocks(page) {
  const text = (id) => page.getElementById(id)?.textContent ?? "";
  const data = JSON.parse(text("data"));
  data.blocks = {
    simd: bytesOf(text("kernel")),
    plain: bytesOf(text("kernel-plain")),
    draws: new Float32Array(bytesOf(text("draws")).slice().buffer),
    worker: text("worker"),
  };
  return data;
}
