/** What would it take: for one target, the smallest move of each lever alone, and of several together, that makes it so sure. */

import { el, refill, byId } from "../dom.js";
import { meanOf, pathOf, scenarioOf } from "../state.js";
import { reduce } from "../reduce.js";
import { quantity, ruleText, shortName } from "../format.js";
import { seekTogether } from "../together.js";
import { inLang } from "../words.js";

const ASKED = [0.5, 0.66, 0.9];
const TRIED = 8;
const HALVINGS = 9;

/**
 * Ends first, then halves: the members are in common, so that a probability moves only with the lever.
 * @param {Object} view
 * @param {string[]} levers   ids, the most promising first
 * @param {{asked: number, now: number}} aim   the probability that is asked for, and as it is
 * @param {(choice) => Promise<number|null>} probability  of the target under a choice; null: cancelled
 * @param {(rows: Object[], together: Object|null) => void} onRows  `together` when all is done
 */
export async function seekLevers(view, levers, { asked, now }, probability, onRows) {
  const { data, state } = view;
  const rows = [];
  for (const id of levers) {
    const lever = data.levers.find((one) => one.id === id);
    const moved = (value) => reduce(data, state, { type: "scale", key: id, value });
    const single = data.members === 1;
    const start = meanOf(pathOf(data, state, lever, ""));
    let best = null;
    const ends = [];
    for (const end of [lever.low, lever.high]) {
      if (end === start) continue;
      const most = await probability(moved(end));
      if (most === null) return;
      ends.push(most);
      if (most < asked) {
        if (!best || (!best.found && most > best.probability)) best = { lever, start, value: end, probability: most, found: false, effort: Infinity, single };
        continue;
      }
      const found = await halve(start, end, asked, (value) => probability(moved(value)));
      if (found === null) return;
      const effort = Math.abs(found.value - start) / (lever.high - lever.low);
      if (!best || !best.found || effort < best.effort) best = { lever, start, ...found, found: true, effort };
    }
    if (best) rows.push({ ...best, flat: ends.every((one) => one === 0) });
    rows.sort((a, b) => a.effort - b.effort || b.probability - a.probability);
    onRows(rows, null);
  }
  const together = await seekTogether(rows.map((row) => rowStep(row, asked, now)), asked, (moves) =>
    probability(moves.reduce((own, { id, value }) => reduce(data, own, { type: "scale", key: id, value }), state)),
  );
  if (together) onRows(rows, together);
}

/** What a lever's row says of its better end, and of the probability that a whole range of it gives. */
function rowStep(row, asked, now) {
  const { lever, start, value } = row;
  const range = lever.high - lever.low;
  const effort = Math.abs(value - start) / range;
  return { id: lever.id, start, end: value > start ? lever.high : lever.low, range, gain: ((row.found ? asked : row.probability) - now) / effort };
}

async function halve(from, to, asked, probability) {
  let [short, enough, at] = [from, to, await probability(to)];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (short + enough) / 2;
    const one = await probability(middle);
    if (one === null) return null;
    if (one >= asked) [enough, at] = [middle, one];
    else short = middle;
  }
  return { value: enough, probability: at };
}

/** The dialog: what is asked, and rows as they come. */
export function drawSeek(view, run, act) {
  const { t, target, state, sums } = view;
  const dialog = byId("dialog");
  const list = el("div", { id: "seek-rows", role: "status" });
  let job = 0;
  const ask = el(
    "select",
    { id: "seek-asked", "aria-label": t("probability") },
    ASKED.map((share) => el("option", { value: share, selected: share === 0.66 }, `${Math.round(100 * share)} %${t("comma")}${inLang(view.likelihood({ met: share * 1000, members: 1000 }), view.lang)}`)),
  );
  const own = `${view.name(target.name)}${t("comma")}${ruleText(view, target)}`;
  const set = state.set.filter((id) => view.now.has(id));
  const what = set.length > 1 && sums.joint ? el("select", { id: "seek-what", "aria-label": t("target") }, el("option", { value: "one" }, own), el("option", { value: "all" }, t("joint", { n: set.length }))) : null;
  const start = async () => {
    job += 1;
    const mine = job;
    const all = what?.value === "all";
    const asked = Number(ask.value);
    const now = all ? sums.joint.probability : view.row.probability;
    if (now >= asked) return refill(list, el("p", {}, t("seek_there")));
    refill(list, el("p", { class: "fine" }, t("seek_wait")));
    return run({ ids: all ? set : [target.id], asked, now, most: TRIED }, (rows, together) => mine === job && dialog.open && refill(list, seekTable(view, rows, together, act)));
  };
  ask.addEventListener("change", start);
  what?.addEventListener("change", start);
  const alone = view.data.members === 1; // one run meets a goal or does not: there is nothing to ask for
  refill(
    dialog,
    el("h2", { id: "dialog-title" }, t("seek")),
    el("p", {}, what ?? `${own}${t("stop")}`, alone ? null : ` ${t("seek_asked")} `, alone ? null : ask),
    el("h3", {}, t("seek_alone")),
    list,
    closeForm(t),
  );
  dialog.showModal();
  return start();
}

function seekTable(view, rows, together, act) {
  const { t } = view;
  const several = together && view.data.members > 1;
  const value = (row, at) => quantity(view, Number(at.toPrecision(3)), row.lever.unit);
  return [
    el(
      "table",
      { class: "drv" },
      el("tbody", {}, rows.slice(0, TRIED).map((row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, el("button", { type: "button", title: view.name(row.lever.name), onclick: () => act("show", row.lever.id) }, shortName(view, row.lever))),
          el("td", { class: "num" }, row.found ? `${value(row, row.start).split(" ")[0]} → ${value(row, row.value)}` : el("span", { class: "muted" }, row.single ? t("no") : row.flat ? t("seek_flat") : t("seek_most", { share: Math.round(100 * row.probability), value: value(row, row.value) }))),
          el("td", {}, row.found ? el("button", { type: "button", class: "btn tiny", onclick: () => act("apply", { key: row.lever.id, value: row.value }) }, t("apply")) : null),
        ),
      )),
    ),
    el("p", { class: "fine" }, together ? t(rows.some((row) => row.found) ? "seek_done" : "seek_none") : t("seek_wait")),
    several ? el("h3", {}, t("seek_together")) : null,
    several ? el("div", { id: "seek-together" }, togetherPart(view, together, act)) : null,
  ];
}

/** The smallest change of several levers, as one that can be applied; or that there is none. */
function togetherPart(view, together, act) {
  const { t, data } = view;
  const share = Math.round(100 * together.probability);
  if (!together.found) return el("p", {}, t("seek_together_none", { share }));
  const name = (id) => shortName(view, data.levers.find((one) => one.id === id));
  const unit = (id) => data.levers.find((one) => one.id === id).unit;
  const value = (id, at) => quantity(view, Number(at.toPrecision(3)), unit(id));
  return [
    el(
      "table",
      { class: "drv" },
      el("tbody", {}, together.moves.map(({ id, start, value: at }) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, el("button", { type: "button", onclick: () => act("show", id) }, name(id))),
          el("td", { class: "num" }, `${value(id, start).split(" ")[0]} → ${value(id, at)}`),
        ),
      )),
    ),
    el("p", { class: "fine" }, t("seek_together_done", { share, effort: together.effort.toPrecision(2) })),
    el("button", { type: "button", class: "btn pri", id: "seek-apply-all", onclick: () => act("applyAll", together.moves) }, t("seek_apply_all")),
  ];
}

/** The button that closes a dialog. */
export function closeForm(t) {
  return el("form", { method: "dialog" }, el("button", { class: "btn" }, t("close")));
}
