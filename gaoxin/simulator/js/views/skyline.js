/** On a phone: a bar a target above all that is shown, so that a thumb on a slider sees all move. */

import { el, refill, svg, byId } from "../dom.js";
import { shareText } from "../format.js";
import { inLang } from "../words.js";

const SKY_WIDTH = 340;
const FOOT = 48;
const TALL = 44;

export function updateSkyline(view, act) {
  const { t, state, targets, now, pinned, sums } = view;
  const root = byId("sky");
  root.hidden = !targets.length || !now;
  if (root.hidden) return;
  const width = SKY_WIDTH / targets.length;
  const y = (probability) => FOOT - TALL * probability;
  const bars = targets.map((target, i) => {
    const [one, two] = [now.get(target.id), pinned && pinned.get(target.id)];
    return svg(
      "g",
      { onclick: () => act("select", target.id) },
      svg("rect", { x: i * width, y: 0, width, height: FOOT + 2, fill: target.id === state.selected ? "var(--hair)" : "transparent" }),
      svg("rect", { x: i * width + 1.5, y: y(one.probability), width: Math.max(1, width - 3), height: TALL * one.probability + 1, fill: "var(--blue)" }),
      two ? svg("line", { x1: i * width + 0.5, x2: (i + 1) * width - 0.5, y1: y(two.probability), y2: y(two.probability), stroke: "var(--ghost)", "stroke-width": 1.5 }) : null,
    );
  });
  const selected = targets.find((target) => target.id === state.selected);
  const words = `${t("of", { n: targets.length })} ${t("likely_count")}`;
  refill(
    root,
    el("p", { class: "line" }, el("span", {}, el("b", {}, String(sums.likely)), ` ${words}`), el("span", { class: "muted" }, t("was", { value: sums.pinnedLikely }))),
    targets.length === 1 ? null : svg(
      "svg",
      { viewBox: `0 0 ${SKY_WIDTH} ${FOOT + 2}`, preserveAspectRatio: "none", role: "img", "aria-label": `${sums.likely} ${words}` },
      svg("line", { x1: 0, x2: SKY_WIDTH, y1: y(0.66), y2: y(0.66), stroke: "var(--rule)", "stroke-dasharray": "3 3" }),
      svg("line", { x1: 0, x2: SKY_WIDTH, y1: FOOT + 1, y2: FOOT + 1, stroke: "var(--rule)" }),
      bars,
    ),
    selected
      ? el("p", { class: "sel" }, `${view.name(selected.name)}${t("colon")}`, el("span", { class: "up" }, shareText(view, now.get(selected.id))), `${t("comma")}${inLang(view.likelihood(now.get(selected.id)), view.lang)}`)
      : null,
  );
}
