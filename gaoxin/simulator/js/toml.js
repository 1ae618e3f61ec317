/**
 * A reader for the part of TOML that scenario files are written in: tables of one level, keys bare
 * or quoted, strings of one line, numbers, lists of numbers, inline tables. Everything else is
 * refused with its line. Nothing that is read becomes a name of code: values come as a list.
 */

const LONGEST_FILE = 200000;
const DEEPEST = 4;
const BARE = /[A-Za-z0-9_-]+/y;
const TOML_NUMBER = /[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?/y;
const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };

/** What is wrong with a file: a key of words.toml, what goes into it, and the line. */
export class FileFault extends Error {
  constructor(word, line, values = {}) {
    super(`line ${line}: ${word} ${JSON.stringify(values)}`);
    this.word = word;
    this.line = line;
    this.values = values;
  }
}

/**
 * @typedef {{table: string, key: string, value: any, line: number}} Entry
 * @param {string} text
 * @returns {Entry[]}  in order; an inline table is a Map of key to {value, line}
 * @throws {FileFault}
 */
export function readToml(text) {
  if (text.length > LONGEST_FILE) throw new FileFault("fault_long", 1);
  const at = { text: text.replace(/^\ufeff/, ""), place: 0, line: 1 };
  const entries = [];
  const seen = new Set();
  const tables = new Set();
  let table = "";
  for (skip(at, true); at.place < at.text.length; skip(at, true)) {
    const line = at.line;
    if (take(at, "[")) {
      if (at.text[at.place] === "[") throw new FileFault("fault_table", line, { what: "[[" });
      table = key(at);
      space(at);
      if (!take(at, "]")) throw new FileFault("fault_table", line, { what: `[${table}` });
      if (tables.has(table)) throw new FileFault("fault_twice", line, { key: `[${table}]` });
      tables.add(table);
    } else {
      const name = key(at);
      space(at);
      if (at.text[at.place] === ".") throw new FileFault("fault_dotted", line, { key: name });
      if (!take(at, "=")) throw new FileFault("fault_equals", line, { key: name });
      space(at);
      const value = readValue(at, 0);
      const path = JSON.stringify([table, name]);
      if (seen.has(path)) throw new FileFault("fault_twice", line, { key: name });
      seen.add(path);
      entries.push({ table, key: name, value, line });
    }
    space(at);
    comment(at);
    if (at.place < at.text.length && !newline(at)) throw new FileFault("fault_rest", at.line, { what: rest(at) });
  }
  return entries;
}

function rest(at) {
  return at.text.slice(at.place, at.place + 20).split("\n")[0];
}

function take(at, sign) {
  if (at.text[at.place] !== sign) return false;
  at.place += 1;
  return true;
}

function space(at) {
  while (at.text[at.place] === " " || at.text[at.place] === "\t") at.place += 1;
}

function comment(at) {
  if (at.text[at.place] === "#") while (at.place < at.text.length && at.text[at.place] !== "\n") at.place += 1;
}

function newline(at) {
  if (at.text[at.place] === "\r" && at.text[at.place + 1] === "\n") at.place += 1;
  if (!take(at, "\n")) return false;
  at.line += 1;
  return true;
}

/** Pass spaces and comments; line ends too where they mean nothing. */
function skip(at, lines) {
  let from = -1;
  while (from !== at.place) {
    from = at.place;
    space(at);
    comment(at);
    if (lines) newline(at);
  }
}

function match(at, pattern) {
  pattern.lastIndex = at.place;
  const found = pattern.exec(at.text);
  if (found) at.place = pattern.lastIndex;
  return found ? found[0] : null;
}

function key(at) {
  space(at);
  const sign = at.text[at.place];
  if (sign === '"' || sign === "'") return string(at);
  const bare = match(at, BARE);
  if (bare === null) throw new FileFault("fault_key", at.line, { what: rest(at) });
  return bare;
}

function string(at) {
  const line = at.line;
  const quote = at.text[at.place];
  if (at.text.startsWith(quote.repeat(3), at.place)) throw new FileFault("fault_multiline", line);
  at.place += 1;
  let found = "";
  for (;;) {
    const sign = at.text[at.place];
    if (sign === undefined || sign === "\n") throw new FileFault("fault_quote", line);
    at.place += 1;
    if (sign === quote) return found;
    found += sign === "\\" && quote === '"' ? escape(at) : sign;
  }
}

function escape(at) {
  const sign = at.text[at.place];
  at.place += 1;
  if (Object.hasOwn(ESCAPES, sign)) return ESCAPES[sign];
  const digits = sign === "u" ? 4 : sign === "U" ? 8 : 0;
  const code = at.text.slice(at.place, at.place + digits);
  const number = Number.parseInt(code, 16);
  if (!digits || !/^[0-9A-Fa-f]+$/.test(code) || code.length < digits || number > 0x10ffff) throw new FileFault("fault_escape", at.line);
  at.place += digits;
  return String.fromCodePoint(number);
}

function readValue(at, depth) {
  const sign = at.text[at.place];
  if (depth > DEEPEST) throw new FileFault("fault_deep", at.line);
  if (sign === '"' || sign === "'") return string(at);
  if (sign === "[") return list(at, depth);
  if (sign === "{") return inlineTable(at, depth);
  const number = match(at, TOML_NUMBER);
  if (number === null || /[\w.:+-]/.test(at.text[at.place] ?? "")) throw new FileFault("fault_value", at.line, { what: rest(at) });
  return Number(number.replace(/_/g, ""));
}

function list(at, depth) {
  const found = [];
  at.place += 1;
  for (skip(at, true); !take(at, "]"); skip(at, true)) {
    if (at.place >= at.text.length) throw new FileFault("fault_bracket", at.line);
    found.push(readValue(at, depth + 1));
    skip(at, true);
    if (!take(at, ",") && at.text[at.place] !== "]") throw new FileFault("fault_bracket", at.line);
  }
  return found;
}

function inlineTable(at, depth) {
  const found = new Map();
  at.place += 1;
  space(at);
  while (!take(at, "}")) {
    const line = at.line;
    const name = key(at);
    space(at);
    if (!take(at, "=")) throw new FileFault("fault_equals", line, { key: name });
    space(at);
    if (found.has(name)) throw new FileFault("fault_twice", line, { key: name });
    found.set(name, { value: readValue(at, depth + 1), line });
    space(at);
    if (!take(at, ",") && at.text[at.place] !== "}") throw new FileFault("fault_brace", line);
    space(at);
    if (at.text[at.place] === "\n" || at.text[at.place] === undefined) throw new FileFault("fault_brace", line);
  }
  return found;
}

/** A string as TOML writes it. */
export function tomlString(text) {
  return `"${text.replace(/["\\]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
}

/** A key as TOML writes it: quoted where it must be. */
export function tomlKey(text) {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : tomlString(text);
}

/** A number as TOML writes it, to the last digit. */
export function tomlNumber(value) {
  return Object.is(value, -0) ? "0" : String(value).replace(/^(-?\d+)e/, "$1.0e").replace("e+", "e");
}
