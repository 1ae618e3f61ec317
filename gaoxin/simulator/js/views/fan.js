/** A fan chart: bands over time, observed points, the target, the ghost, twenty equally likely outcomes. */

import { svg } from "../dom.js";
import { axisNumber, resultNumber, ticksOf, timeText } from "../format.js";

export const FAN = { width: 400, height: 232, left: 40, right: 262, top: 12, bottom: 214, dots: 322 };

/**
 * @typedef {Object} Fan
 * @property {number[]} years
 * @property {Float64Array[]} now      5, 25, 50, 75 and 95 % a year
 * @property {Float64Array|null} ghost median of the pinned scenario
 * @property {{year: number, value: number}[]} observed
 * @property {{rule: string, value: number, year: number, assumed: boolean}|null} goal
 * @property {number[]|null} dots      equally likely outcomes at the goal's year
 * @property {number} split            from this time on policy acts; -Infinity for none
 */

/** What a chart shows lies in these; zero is in it where it is near. */
export function rangeOf({ now, ghost, observed, goal, dots }) {
  const all = [...now[0], ...now[4], ...(ghost ?? []), ...observed.map((one) => one.value), ...(goal ? [goal.value] : []), ...(dots ?? [])].filter(Number.isFinite);
  if (!all.length) return [0, 1];
  let low = Math.min(...all);
  let high = Math.max(...all);
  if (low >= 0 && low < 0.6 * high) low = 0;
  if (low === high) [low, high] = [low - Math.max(1e-9, Math.abs(low) * 0.05), high + Math.max(1e-9, Math.abs(high) * 0.05)];
  const pad = 0.05 * (high - low);
  return [low === 0 ? 0 : low - pad, high + pad];
}

/** Scales of a chart: time and value to places, and back. */
export function scalesOf(fan) {
  const [low, high] = rangeOf(fan);
  const [first, last] = [fan.years[0], fan.years.at(-1)];
  const x = (time) => FAN.left + ((FAN.right - FAN.left) * (time - first)) / (last - first || 1);
  const y = (value) => FAN.bottom - ((FAN.bottom - FAN.top) * (value - low)) / (high - low);
  const value = (place) => low + ((FAN.bottom - place) / (FAN.bottom - FAN.top)) * (high - low);
  const time = (place) => first + ((place - FAN.left) / (FAN.right - FAN.left)) * (last - first);
  return { low, high, x, y, value, time };
}

/**
 * @param {Object} view
 * @param {Fan} fan
 * @param {string} label  what is read for the image
 */
export function drawFan(view, fan, label) {
  const { years, now, ghost, observed, goal, dots, split } = fan;
  const scales = scalesOf(fan);
  const { low, high, x, y } = scales;
  const points = (line) => years.map((year, i) => (Number.isFinite(line[i]) ? `${x(year).toFixed(1)} ${y(line[i]).toFixed(1)}` : null)).filter(Boolean);
  const area = (a, b) => `M${points(a).join("L")}L${points(b).reverse().join("L")}Z`;
  const text = (attributes, words) => svg("text", { "font-size": 11, fill: "var(--muted)", ...attributes }, words);
  const parts = [];
  const acts = Math.max(split, years[0]);
  if (split > years[0]) parts.push(svg("rect", { x: x(acts), y: FAN.top - 6, width: FAN.right - x(acts), height: FAN.bottom - FAN.top + 6, fill: "var(--soft)" }));
  for (const tick of ticksOf(low, high, 4)) {
    parts.push(svg("line", { x1: FAN.left, x2: FAN.right, y1: y(tick), y2: y(tick), stroke: "var(--hair)" }));
    parts.push(text({ x: FAN.left - 5, y: y(tick) + 4, "text-anchor": "end", "font-size": 10.5 }, axisNumber(view, tick)));
  }
  for (const [i, year] of yearTicks(years).entries()) parts.push(text({ x: x(year), y: FAN.bottom + 15, "text-anchor": year === years.at(-1) ? "end" : i ? "middle" : "start" }, timeText(year)));
  const spread = now[4].some((value, i) => value !== now[0][i]);
  if (spread) {
    parts.push(svg("path", { d: area(now[0], now[4]), fill: "var(--band90)" }), svg("path", { d: area(now[1], now[3]), fill: "var(--band50)" }));
  }
  parts.push(svg("path", { d: `M${points(now[2]).join("L")}`, fill: "none", stroke: "var(--blue)", "stroke-width": 2, "stroke-linejoin": "round" }));
  if (ghost) parts.push(svg("path", { d: `M${points(ghost).join("L")}`, fill: "none", stroke: "var(--ghost)", "stroke-width": 1.3, "stroke-dasharray": "4 3" }));
  if (goal) parts.push(...goalMark(scales, goal, acts));
  for (const one of observed) if (one.year >= years[0]) parts.push(svg("circle", { cx: x(one.year), cy: y(one.value), r: 4, fill: "var(--ink)", stroke: "var(--paper)", "stroke-width": 1.2 }));
  parts.push(...endLabels(view, fan, scales));
  if (dots) parts.push(...twentyDots(dots, goal, y), text({ x: FAN.width, y: FAN.bottom + 15, "text-anchor": "end", "font-size": 10.5 }, view.t("dots")));
  return svg("svg", { viewBox: `0 0 ${FAN.width} ${FAN.height}`, role: "img", "aria-label": label, "font-family": '"Noto Sans SC", "Noto Sans", Arial, sans-serif' }, parts);
}

function yearTicks(years) {
  const [first, last] = [years[0], years.at(-1)];
  if (last - first <= 12 && Number.isInteger(first)) return years.filter((year) => (last - year) % 5 === 0);
  const ticks = ticksOf(first, last, 4);
  return ticks.filter((tick) => tick === last || (last - tick) / (last - first) > 0.06);
}

function goalMark({ x, y }, goal, from) {
  const up = goal.rule !== "at_most";
  const [cx, cy] = [x(goal.year), y(goal.value)];
  return [
    svg("line", { x1: x(from), x2: FAN.dots + 52, y1: cy, y2: cy, stroke: "var(--mark)", "stroke-dasharray": "4 3", class: "goal-line" }),
    svg("path", { d: `M${cx} ${cy}l-4.5 ${up ? 8 : -8}h9z`, transform: `translate(0 ${up ? -4 : 4})`, fill: goal.assumed ? "var(--paper)" : "var(--mark)", stroke: "var(--mark)" }),
  ];
}

/** Values at the end of both medians, apart from each other. */
function endLabels(view, { now, ghost }, { y }) {
  const labels = [{ value: now[2].at(-1), fill: "var(--blue-ink)" }, ...(ghost ? [{ value: ghost.at(-1), fill: "var(--ink)" }] : [])].filter((one) => Number.isFinite(one.value));
  if (labels.length === 2 && labels[0].value === labels[1].value) labels.pop();
  const places = labels.map((one) => y(one.value));
  if (places.length === 2 && Math.abs(places[0] - places[1]) < 13) {
    const middle = Math.min((places[0] + places[1]) / 2, FAN.bottom - 8); // both stay above the years
    const above = places[0] <= places[1] ? 0 : 1;
    places[above] = middle - 6.5;
    places[1 - above] = middle + 6.5;
  }
  return labels.map((one, i) => svg("text", { x: FAN.right + 8, y: Math.min(places[i] + 4, FAN.bottom + 2), "font-size": 12, fill: one.fill }, resultNumber(view, one.value)));
}

/** Quantiles as dots on the chart's own scale: filled where they meet the goal. */
function twentyDots(dots, goal, y) {
  const radius = 4.4;
  const placed = [];
  for (const value of dots) {
    const cy = Math.max(FAN.top - 4, Math.min(FAN.bottom, y(value)));
    let column = 0;
    while (placed.some((other) => other.column === column && Math.abs(other.cy - cy) < 2 * radius)) column += 1;
    placed.push({ cy, column, met: !goal || (goal.rule === "at_most" ? value <= goal.value : value >= goal.value) });
  }
  return placed.map(({ cy, column, met }) => svg("circle", { cx: FAN.dots + column * 9.4, cy, r: radius - 0.4, fill: met ? "var(--blue)" : "var(--paper)", stroke: met ? "var(--blue)" : "var(--muted)", "stroke-width": 1.1 }));
}
