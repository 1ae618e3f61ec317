/** What is made of outcomes: verdicts, bands, joints. Pure; `gaoxin/verdicts/` in the page. */

/** Relative; a value held at its target must not fail it by rounding (`verdict.py`). */
const TOLERANCE = 1e-9;

/** Quantile levels of a band (`bands.py`). */
export const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Quantile of sorted numbers, linear between order statistics: NumPy's own.
 * @param {Float64Array|number[]} sorted
 * @param {number} level
 * @returns {number}
 */
export function quantile(sorted, level) {
  if (!sorted.length) return NaN;
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const share = place - below;
  if (!share) return sorted[below];
  const [low, high] = [sorted[below], sorted[below + 1]];
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

function sortedOf(values) {
  return values.filter(Number.isFinite).sort();
}

/**
 * Where values meet a target's rule and number; those that are no number do not.
 * @param {Float64Array} values
 * @param {{rule: string, value: number}} target
 * @returns {Uint8Array}
 */
export function meets(values, target) {
  const slack = TOLERANCE * Math.abs(target.value);
  const found = new Uint8Array(values.length);
  const least = target.rule === "at_least";
  const bound = least ? target.value - slack : target.value + slack;
  for (let i = 0; i < values.length; i += 1) found[i] = least ? values[i] >= bound : values[i] <= bound;
  return found;
}

function count(flags) {
  let total = 0;
  for (let i = 0; i < flags.length; i += 1) total += flags[i];
  return total;
}

/**
 * Monte Carlo standard error of a share: half the width of Wilson's interval at z = 1.
 * @param {number} met
 * @param {number} members
 * @returns {number}
 */
export function mcError(met, members) {
  const share = met / members;
  return Math.sqrt((share * (1 - share)) / members + 0.25 / members ** 2) / (1 + 1 / members);
}

/**
 * @typedef {Object} Verdict
 * @property {import("./types.js").Target} target
 * @property {number} met
 * @property {number} members
 * @property {number} failed
 * @property {number} probability
 * @property {number} error
 * @property {number} p05
 * @property {number} p50
 * @property {number} p95
 */

/**
 * One verdict a target, null where it is not judged.
 * @param {Object} data
 * @param {import("./types.js").Result} result
 * @returns {(Verdict|null)[]}
 */
export function verdicts(data, result) {
  return data.targets.map((target) => {
    if (!target.judged) return null;
    const values = result.series(target.output, target.year);
    const met = count(meets(values, target));
    const sorted = sortedOf(values);
    const [p05, p50, p95] = [0.05, 0.5, 0.95].map((level) => quantile(sorted, level));
    const { members, failed } = result;
    return { target, met, members, failed, probability: met / members, error: mcError(met, members), p05, p50, p95 };
  });
}

/**
 * Quantiles of an output by year, without the first: the initial state has no year behind it.
 * @param {import("./types.js").Result} result
 * @param {number} output
 * @returns {{years: number[], levels: number[], values: Float64Array[]}}
 */
export function bands(result, output) {
  const years = result.years.length > 1 ? result.years.slice(1) : result.years;
  const values = LEVELS.map(() => new Float64Array(years.length));
  years.forEach((year, i) => {
    const sorted = sortedOf(result.series(output, year));
    LEVELS.forEach((level, k) => { values[k][i] = quantile(sorted, level); });
  });
  return { years, levels: LEVELS, values };
}

/**
 * The first members of a result, as a result.
 * @param {import("./types.js").Result} result
 * @param {number} members
 */
export function head(result, members) {
  const some = { ...result, members, exact: false, limits: null };
  some.series = (output, year) => result.series(output, year).subarray(0, members);
  return some;
}

/** Members that meet exactly k of the targets that are judged, for k = 0, 1, ... */
export function together(data, result) {
  const judged = data.targets.filter((target) => target.judged);
  const each = new Int32Array(result.members);
  for (const target of judged) {
    const met = meets(result.series(target.output, target.year), target);
    for (let i = 0; i < met.length; i += 1) each[i] += met[i];
  }
  const found = new Int32Array(judged.length + 1);
  for (const number of each) found[number] += 1;
  return found;
}

/**
 * Members that meet all targets of a set.
 * @returns {{met: number, members: number}}
 */
export function jointly(data, result, ids) {
  const all = new Uint8Array(result.members).fill(1);
  for (const target of data.targets.filter((one) => one.judged && ids.includes(one.id))) {
    const met = meets(result.series(target.output, target.year), target);
    for (let i = 0; i < met.length; i += 1) all[i] &= met[i];
  }
  return { met: count(all), members: result.members };
}

/**
 * Verdicts while a lever is held: the exact ones before, and by how much the first members moved.
 * What these have in common with all members cancels, so that nothing jumps on release.
 * @param {Object} data
 * @param {import("./types.js").Result} before  exact
 * @param {import("./types.js").Result} quick   its first members, moved
 */
export function preview(data, before, quick) {
  const some = verdicts(data, head(before, quick.members));
  const now = verdicts(data, quick);
  return verdicts(data, before).map((exact, i) => {
    if (!exact) return null;
    const probability = Math.min(1, Math.max(0, exact.probability + now[i].probability - some[i].probability));
    const shift = (key) => exact[key] + now[i][key] - some[i][key];
    return { ...exact, probability, met: probability * exact.members, p05: shift("p05"), p50: shift("p50"), p95: shift("p95"), quick: true };
  });
}

/** The same of a band. */
export function previewBands(before, quick, output) {
  const [all, some, now] = [before, head(before, quick.members), quick].map((one) => bands(one, output));
  return { ...all, values: all.values.map((row, k) => row.map((x, i) => x + now.values[k][i] - some.values[k][i])) };
}

/** Twenty equally likely outcomes: the middles of twentieths. */
export function twenty(result, output, year) {
  const sorted = sortedOf(result.series(output, year));
  return Float64Array.from({ length: 20 }, (_, i) => quantile(sorted, (i + 0.5) / 20));
}

const LIKELIHOODS = [
  { id: "virtually_certain", least: 0.99, en: "virtually certain", zh: "几乎确定" },
  { id: "very_likely", least: 0.9, en: "very likely", zh: "很可能" },
  { id: "likely", least: 0.66, en: "likely", zh: "可能" },
  { id: "as_likely_as_not", least: 0.33, en: "about as likely as not", zh: "或许可能" },
  { id: "unlikely", least: 0.1, en: "unlikely", zh: "不太可能" },
  { id: "very_unlikely", least: 0.01, en: "very unlikely", zh: "很不可能" },
  { id: "exceptionally_unlikely", least: 0, en: "exceptionally unlikely", zh: "几乎不可能" },
];

const FEW = 100; // members below which a word stands for the end of the interval
const Z95 = 1.959964;

/** The word of the IPCC's scale for a probability. */
export function wordOf(probability) {
  return LIKELIHOODS.find((word) => probability >= word.least);
}

/** Wilson's interval of 95 %, and the rule of three at the ends (`likelihood.py`). */
function interval95(met, members) {
  const bound = Math.min(1, 3 / members);
  if (met === 0) return [0, bound];
  if (met === members) return [1 - bound, 1];
  const [share, weight] = [met / members, Z95 ** 2 / members];
  const centre = (share + weight / 2) / (1 + weight);
  const spread = (Z95 * Math.sqrt((share * (1 - share)) / members + weight / (4 * members))) / (1 + weight);
  return [centre - spread, centre + spread];
}

/**
 * The word for so many of so many members, no stronger than they can show.
 * @param {number} met
 * @param {number} members
 * @returns {{id: string, least: number, en: string, zh: string}}
 */
export function likelihood(met, members) {
  if (members >= FEW) return wordOf(met / members);
  const [low, high] = interval95(met, members);
  return wordOf(Math.min(Math.max(low, 0.5), high));
}
