/** What moves the chosen target most: every lever at both ends, all else as it is. */

import { el } from "../dom.js";
import { resultNumber, shortName } from "../format.js";

const FIRST = 5;
const TELLING = 0.05; // a swing below which a probability says little of a lever

/**
 * Levers by how far they carry the target, or a model's output. Where no lever moves the
 * probability by much, since it is near none or all, by how far they carry the median.
 */
export function ranked(view) {
  const { data, drivers, target, output } = view;
  if (!drivers) return [];
  const swing = ({ low, high }) => Math.abs(high[target.id] - low[target.id]); // NaN before a new goal is judged
  const share = target !== null && data.members > 1 && drivers.some((one) => swing(one) >= TELLING);
  const rows = drivers.map((driver) => {
    const [low, high] = share ? [driver.low[target.id], driver.high[target.id]] : [driver.lowMedian[output], driver.highMedian[output]];
    return { lever: data.levers.find((one) => one.id === driver.lever), low, high, share };
  });
  return rows.filter((row) => row.lever && Number.isFinite(row.high - row.low)).sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
}

/** Ids of levers by how far they carry some targets together; of one as {@link ranked} has it. */
export function rankedFor(view, ids) {
  const known = view.drivers ?? [];
  const swing = ({ low, high }) => ids.reduce((sum, id) => sum + Math.abs(high[id] - low[id] || 0), 0);
  const most = ids.length > 1 ? [...known].sort((a, b) => swing(b) - swing(a)).filter((one) => swing(one) > 0).map((one) => one.lever) : [];
  return most.length ? most : ranked(view).map((row) => row.lever.id);
}

/** @returns {Node[]} a heading, a note, a table */
export function driversPart(view, act, all, toggle) {
  const { t, data, driversShare } = view;
  const rows = ranked(view).filter((row) => Math.abs(row.high - row.low) >= (row.share ? 0.005 : 1e-9 * Math.max(Math.abs(row.high), Math.abs(row.low))));
  const shown = rows.slice(0, all ? rows.length : FIRST);
  const share = shown.length ? shown[0].share : true;
  const lows = shown.flatMap((row) => [row.low, row.high]).concat(view.median ?? []);
  const [least, most] = share ? [0, 1] : [Math.min(...lows), Math.max(...lows)];
  const place = (value) => 100 * Math.min(1, Math.max(0, (value - least) / (most - least || 1)));
  const at = share ? view.row?.probability : view.median;
  const say = (value) => (share ? (100 * value).toFixed(0) : resultNumber(view, value));
  return [
    el("div", { class: "sec" }, el("h2", {}, t("drivers")), el("span", { class: "fine" }, driversShare < 1 ? t("working", { n: Math.round(100 * driversShare) }) : "")),
    el("p", { class: "fine" }, t(share ? "drivers_note" : view.target && data.members > 1 ? "drivers_note_small" : data.members > 1 ? "drivers_note_median" : "drivers_note_value")),
    rows.length || driversShare < 1
      ? el(
          "table",
          { class: "drv" },
          el("caption", { class: "sr" }, t("drivers")),
          el("colgroup", {}, el("col"), el("col", { class: "swing" }), el("col", { class: "ends" })),
          el("thead", { class: "sr" }, el("tr", {}, el("th", { scope: "col" }, t("lever")), el("th", { scope: "col" }, t("swing")), el("th", { scope: "col" }, t("lowest_highest")))),
          el(
            "tbody",
            {},
            shown.map(({ lever, low, high }) =>
              el(
                "tr",
                {},
                el("th", { scope: "row" }, el("button", { type: "button", id: `go-${lever.id}`, title: view.name(lever.name), onclick: () => act("show", lever.id) }, shortName(view, lever))),
                el(
                  "td",
                  {},
                  el(
                    "div",
                    { class: share ? "sw" : "sw flat", "aria-hidden": "true" },
                    el("b", { style: `left:${Math.min(place(low), place(high))}%;width:${Math.abs(place(high) - place(low))}%` }),
                    Number.isFinite(at) ? el("i", { style: `left:${place(at)}%` }) : null,
                    el("em", { class: "lo", style: `left:${place(low)}%` }),
                    el("em", { style: `left:${place(high)}%` }),
                  ),
                ),
                el("td", { class: "num" }, `${say(low)} → ${say(high)}${share ? "\u00a0%" : ""}`),
              ),
            ),
          ),
        )
      : el("p", { class: "fine" }, t("drivers_none")),
    rows.length > FIRST ? el("button", { type: "button", class: "quiet", id: "drivers-all", "aria-expanded": String(all), onclick: toggle }, t(all ? "fewer" : "all_levers", { n: rows.length })) : null,
  ];
}
