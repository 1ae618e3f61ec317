/** Numbers as a reader expects them: the rules of `gaoxin/telling/words/quantities.py`. */

import { wordOf } from "./outcomes.js";

const MINUS = "−";

/**
 * A number with some decimals; of two that are as near, the even one, as Python writes it.
 * @param {number} value
 * @param {number} decimals
 * @returns {string}
 */
export function rounded(value, decimals) {
  const scaled = value * 10 ** decimals;
  const exact = Number.isInteger(value * 2 ** (decimals + 1)); // no other number is a tie in binary
  const tie = exact && Math.abs(scaled % 1) === 0.5;
  return (tie ? (2 * Math.round(scaled / 2)) / 10 ** decimals : value).toFixed(decimals);
}

function fixed(value, decimals) {
  return rounded(value, decimals).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

/**
 * Three significant figures or to the unit, two below 0.1.
 * @param {number|null} value
 * @returns {string}
 */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.1) return shortest(value, 2).replace("-", MINUS);
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return fixed(value, decimals).replace("-", MINUS);
}

/** A number below 0.1 of some significant digits, without a power of ten. */
function shortest(value, digits) {
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  return rounded(value, digits - 1 - exponent).replace(/\.?0+$/, "");
}

/** A difference with its sign. */
export function signed(value) {
  const text = number(value);
  return value > 0 && text !== "–" ? `+${text}` : text;
}

/**
 * A share in percent, never rounded to none or all, nor over the bound of a word.
 * @param {number} share  above 0 and below 1
 * @returns {string}
 */
export function shareOf(share) {
  const rare = Math.min(share, 1 - share);
  let digits = rare >= 0.0995 ? 0 : rare >= 0.00995 ? 1 : 2;
  const misleads = () => {
    const told = Number(rounded(share, 2 + digits));
    const end = told === 0 || told === 1;
    return wordOf(told) !== wordOf(share) || (end && share !== 0 && share !== 1);
  };
  while (misleads()) digits += 1;
  return `${rounded(100 * share, digits)} %`;
}

/**
 * The share of so many members in percent; a bound where none or all meet it.
 *
 * The bound is that of the 95 % interval, rounded away from what the sample vouches for.
 * @param {number} met
 * @param {number} members
 * @returns {string}
 */
export function percent(met, members) {
  if (met > 0 && met < members) return shareOf(met / members);
  const percents = Math.min(100, 300 / members);
  const step = 10 ** (Math.floor(Math.log10(percents)) - 1);
  const outer = Math.min(100, Math.ceil(Number((percents / step).toFixed(6))) * step);
  return met <= 0 ? `<${bare(outer)} %` : `>${bare(100 - outer)} %`;
}

function bare(value) {
  return String(Number(value.toPrecision(10)));
}
