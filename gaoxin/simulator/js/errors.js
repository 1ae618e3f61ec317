/**
 * The model error, laid over what the equations give: `gaoxin/inference/outcomes.py`.
 *
 * A page whose model draws its disturbances itself has none.
 */

const logit = (p) => Math.log(p) - Math.log1p(-p);
const expit = (x) => 1 / (1 + Math.exp(-x));

/** Scales on which an error acts, and back: `gaoxin/distributions/scales.py`. */
const SCALES = {
  log: [Math.log, Math.exp],
  logit: [logit, expit],
  "percent logit": [(p) => logit(p / 100), (x) => 100 * expit(x)],
  "percent cut": [(c) => Math.log(1 - c / 100), (x) => 100 * (1 - Math.exp(x))],
  "percent growth": [(g) => Math.log(1 + g / 100), (x) => 100 * (Math.exp(x) - 1)],
  identity: [(x) => x, (x) => x],
};

/**
 * @param {Object} engine        `data.engine`
 * @param {Float32Array} errors  series, year, member of the slice
 * @param {Float64Array} values  output, year, member; written over
 * @param {number} years         that are saved
 * @param {number} count         members that ran
 * @param {number} size          members of the slice
 */
export function addErrors(engine, errors, values, years, count, size) {
  for (const outcome of engine.errors ?? []) {
    const [to, back] = SCALES[outcome.scale];
    const path = (year, member) => errors[(outcome.series * years + year) * size + member];
    for (let year = 0; year < years; year += 1) {
      const since = year - (outcome.base ?? 0);
      if (outcome.base !== null && since <= 0) continue;
      const share = outcome.mean ? Math.max(since, 1) : 1;
      const first = (outcome.output * years + year) * count;
      for (let i = 0; i < count; i += 1) {
        let error = path(year, i);
        if (outcome.lag) error -= year ? path(year - 1, i) : 0;
        else if (outcome.base !== null) error = (error - path(outcome.base, i)) / share;
        const shifted = back(to(values[first + i]) + error);
        if (Number.isFinite(shifted)) values[first + i] = shifted;
      }
    }
  }
}
