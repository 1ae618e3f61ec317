/** Numbers and units as the page shows them; the rules of numbers are those of `numbers.js`. */

import { inLang, wordFor } from "./words.js";
import { number, percent } from "./numbers.js";

const GLUE = "\u00a0";

/** A stated value: as it is, with thousands' commas, a true minus. */
export function plainNumber(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e15) ? String(value) : value.toLocaleString("en-US", { maximumFractionDigits: 10 });
  return text.replace("-", "−");
}

/** A result: three significant figures; millions and more in short, a trifle as it is. */
export function resultNumber(view, value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size >= 1e6 ? axisNumber(view, Number(value.toPrecision(3))) : number(value);
}

/** A lever's name where there is little room; its whole name stands in its title and fold. */
export function shortName(view, lever) {
  return inLang(lever.short ?? lever.name, view.lang);
}

/** What every verdict must say: the stamp of its draws, where there is one, and the caveat. */
export function caveatText(view) {
  return [view.name(view.data.stamp ?? {}), view.t(wordFor(view.data, "caveat"))].filter(Boolean).join(view.t("semicolon"));
}

/** A unit in words; "" for a bare ratio. */
export function unitWords(view, unit) {
  const words = (view.data.units || {})[unit];
  return words ? inLang(words, view.lang) : /^(dimensionless|dmnl)$/i.test(unit || "") ? "" : unit || "";
}

/** A stated value with its unit; dates have neither commas nor a unit. */
export function quantity(view, value, unit) {
  const words = unitWords(view, unit);
  if (/^year$/i.test(unit || "") && value > 1000) return String(Number(value.toFixed(1)));
  return words ? `${plainNumber(Number(value.toPrecision(4)))} ${words}` : plainNumber(Number(value.toPrecision(4)));
}

/** A number and its unit in a sentence; in brackets where the unit begins with a number. */
export function withUnit(view, text, unit) {
  const words = unitWords(view, unit);
  if (!words) return text;
  if (view.lang === "zh") return /^[A-Za-z]/.test(words) ? `${text} ${words}` : `${text}${words}`;
  return /^\d/.test(words) ? `${text} (${words})` : `${text}${GLUE}${words}`;
}

/** The range of a lever, for the fold. */
export function rangeText(view, lever) {
  const words = unitWords(view, lever.unit);
  const date = /^year$/i.test(lever.unit) && lever.low > 1000;
  const [low, high, neutral] = [lever.low, lever.high, lever.neutral].map((value) => (date ? String(value) : plainNumber(value)));
  return `${view.t(view.data.kind === "zone" ? "range" : "range_own", { low, high, neutral })}${words && !date ? ` ${words}` : ""}`;
}

/** `≥ 1,200`, on one line; 10,000 and more in the Chinese way. */
export function ruleText(view, target) {
  return `${target.rule === "at_most" ? "≤" : "≥"}${GLUE}${largeNumber(view, target.value)}`;
}

/** A stated value as the language has large numbers. */
export function largeNumber(view, value) {
  if (view.lang === "zh" && Math.abs(value) >= 1e4 && Number.isInteger(value / 1000)) return `${plainNumber(value / 1e4)}万`;
  return plainNumber(value);
}

/** A probability: `89.6 %`, `<0.3 %` where none of the members meet it. */
export function shareText(view, row) {
  if (!row) return "–";
  const met = Math.min(row.members, Math.max(0, Math.round(row.met)));
  const text = percent(met, row.members);
  return view.lang === "zh" ? text.replace(" %", "%") : text.replace(" ", GLUE);
}

/** The same with its Monte Carlo error. */
export function shareWithError(view, row) {
  const text = shareText(view, row);
  const met = Math.round(row.met);
  if (met <= 0 || met >= row.members) return text;
  const error = 100 * row.error;
  const shown = error.toFixed(error < 0.95 ? (error < 0.095 ? 2 : 1) : 0);
  return text.replace(/[\u00a0]?%$/, `${GLUE}±${GLUE}${shown}$&`);
}

/** A difference of probabilities in points, `+5.2`, `−10`, `0`. */
export function pointsText(now, before) {
  const points = 100 * (now - before);
  const digits = Math.abs(points) < 9.95 ? 1 : 0;
  const rounded = Number(points.toFixed(digits));
  return rounded === 0 ? "0" : `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)}`;
}

/** A number on an axis: short. */
export function axisNumber(view, value) {
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(2).replace("e+", "e").replace("-", "−");
  if (size >= 1e4 && view.lang === "zh") return size >= 1e8 ? `${plainNumber(Number((value / 1e8).toPrecision(4)))}亿` : `${plainNumber(Number((value / 1e4).toPrecision(4)))}万`;
  const [scale, sign] = size >= 1e12 ? [1e12, "tn"] : size >= 1e9 ? [1e9, "bn"] : size >= 1e6 ? [1e6, "m"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  return `${plainNumber(Number((value / scale).toPrecision(4)))}${sign}`;
}

/** Places of an axis's ticks: a few round numbers. */
export function ticksOf(low, high, most) {
  const raw = (high - low) / most;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * size).find((one) => one >= raw * (1 - 1e-9));
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** A year as a date; a time of another unit as a number. */
export function timeText(time) {
  return Number.isInteger(time) ? String(time) : String(Number(time.toFixed(2)));
}
