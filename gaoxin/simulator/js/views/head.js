/** Above the table: how many targets are likely, how many are met together, the ticked ones at once. */

import { el, refill, svg, byId } from "../dom.js";
import { choiceName } from "./scenarios.js";
import { pinOf } from "../state.js";
import { shareText } from "../format.js";

const BARS_WIDTH = 320;
const BARS_HEIGHT = 46;

export function updateHead(view) {
  const { t, state, targets, sums } = view;
  const root = byId("head");
  root.hidden = !targets.length;
  if (!sums || !targets.length) return;
  const pinName = choiceName(view, pinOf(state));
  refill(
    root,
    el("div", {}, el("p", { class: "big" }, String(sums.likely), el("small", {}, ` ${t("of", { n: targets.length })}`)), el("p", { class: "cap" }, t("likely_count")), el("p", { class: "cap" }, t("was", { value: sums.pinnedLikely }), el("span", { class: "pin-of" }, ` · ${pinName}`))),
    targets.length === 1 ? el("div") : el("div", {}, histogram(sums.together, sums.pinnedTogether), axis(sums.together.length - 1), el("p", { class: "cap" }, t(sums.low === sums.high ? "met_one" : "met", { n: targets.length, low: sums.low, high: sums.high }))),
    targets.length === 1 ? null : state.set.length && sums.joint
      ? el("div", {}, el("p", { class: "big", id: "joint" }, shareText(view, sums.joint)), el("p", { class: "cap" }, t("joint", { n: state.set.length })), el("p", { class: "cap" }, t("was", { value: shareText(view, sums.pinnedJoint) })))
      : el("div", {}, el("p", { class: "cap hint" }, t("tick_hint"))),
  );
}

/** Share of runs that meet exactly k targets: bars now, a line for the ghost. */
function histogram(now, pinned) {
  const top = Math.max(...now, ...pinned, 1e-9);
  const width = BARS_WIDTH / now.length;
  const y = (share) => BARS_HEIGHT - 12 - ((BARS_HEIGHT - 14) * share) / top;
  const bars = [...now].map((share, k) => svg("rect", { x: k * width + 0.6, y: y(share), width: Math.max(0.5, width - 1.2), height: BARS_HEIGHT - 12 - y(share), fill: "var(--blue)" }));
  const line = [...pinned].map((share, k) => `V${y(share).toFixed(1)}H${((k + 1) * width).toFixed(1)}`).join("");
  return svg(
    "svg",
    { viewBox: `0 0 ${BARS_WIDTH} ${BARS_HEIGHT - 11}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("line", { x1: 0, x2: BARS_WIDTH, y1: BARS_HEIGHT - 11.5, y2: BARS_HEIGHT - 11.5, stroke: "var(--rule)" }),
    bars,
    svg("path", { d: `M0 ${BARS_HEIGHT - 12}${line}V${BARS_HEIGHT - 12}`, fill: "none", stroke: "var(--ghost)", "stroke-width": 1.2, "vector-effect": "non-scaling-stroke" }),
  );
}

function axis(most) {
  const step = most > 12 ? 5 : most > 5 ? 2 : 1;
  const marks = [];
  for (let k = 0; k <= most; k += step) marks.push(el("span", { style: `left:${((k + 0.5) * 100) / (most + 1)}%` }, String(k)));
  return el("div", { class: "axis", "aria-hidden": "true" }, marks);
}
