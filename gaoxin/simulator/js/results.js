/** Results from what the slices found, and what is measured of them. */

import { quantile, verdicts } from "./outcomes.js";

/**
 * One result from what the slices found.
 * @param {Object} data
 * @param {Object} job        key, scenario, members, limits
 * @param {{members: number[]}[]} slices
 * @param {Object[]} found    by slice: values, limits, count
 * @param {number} milliseconds
 * @returns {import("./types.js").Result}
 */
export function joined(data, job, slices, found, milliseconds) {
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
 * Shares of members by target, and medians by output at the last year.
 * @param {Object} data  with the targets that are judged
 * @param {import("./types.js").Result} result
 */
export function measured(data, result) {
  const judged = verdicts(data, result).filter((one) => one);
  const last = data.years[data.years.length - 1];
  return {
    shares: Object.fromEntries(judged.map(({ target, probability }) => [target.id, probability])),
    medians: Float64Array.from(data.outputs, (_, output) => quantile(result.series(output, last).filter(Number.isFinite).sort(), 0.5)),
  };
}
