/** What holds the zone back: the share of runs in which a limit binds, by year. */

import { el } from "../dom.js";
import { inLang } from "../words.js";

const SHOWN = 8;

/** Rows of the limits by year; of a limit by industry the one that binds most in the last year. */
export function limitRows(view) {
  const { data, limits } = view;
  if (!limits || !data.policy || !data.limits.length) return [];
  const years = data.policy;
  const columns = years.map((year) => data.years.indexOf(year));
  const rows = new Map();
  data.limits.forEach((limit, i) => {
    const shares = columns.map((column) => limits(i, column));
    const before = rows.get(limit.id);
    if (!before || shares.at(-1) > before.shares.at(-1)) rows.set(limit.id, { limit, shares });
  });
  return [...rows.values()].filter((row) => row.shares.some((share) => share >= 0.005)).sort((a, b) => b.shares.at(-1) - a.shares.at(-1)).slice(0, SHOWN);
}

/** @returns {Node[]} */
export function limitsPart(view) {
  const { t, data, lang } = view;
  const rows = limitRows(view);
  if (!rows.length) return [];
  return [
    el("div", { class: "sec" }, el("h2", {}, t("limits"))),
    el("p", { class: "fine" }, t("limits_note")),
    el(
      "table",
      { class: "heat" },
      el("caption", { class: "sr" }, t("limits")),
      el("colgroup", {}, el("col", { class: "limit" }), data.policy.map(() => el("col"))),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "sr" }, t("limit"))), data.policy.map((year) => el("th", { scope: "col" }, String(year))))),
      el(
        "tbody",
        {},
        rows.map(({ limit, shares }) => {
          const full = inLang(limit.name, lang);
          const part = inLang(limit.element, lang);
          return el(
            "tr",
            {},
            el("th", { scope: "row", title: part ? `${full} (${part})` : full }, inLang(limit.short, lang), part ? el("span", { class: "fine" }, ` ${part}`) : null),
            shares.map((share) => el("td", { style: `background:rgb(var(--heat) / ${(share * 0.54).toFixed(2)})` }, String(Math.round(100 * share)))),
          );
        }),
      ),
    ),
  ];
}
