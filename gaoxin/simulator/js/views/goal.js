/** Goals on a model's chart: typed, or dragged as a line. */

import { el } from "../dom.js";
import { FAN, scalesOf } from "./fan.js";
import { fanOf } from "./detail_fan.js";
import { plainNumber, timeText } from "../format.js";

/** `≥ 120 in 2050`: a form under the chart. */
export function goalForm(view, act) {
  const { t, state, data, bandsNow } = view;
  const goal = state.goals[state.selected];
  if (!goal) {
    const last = bandsNow.years.length - 1;
    const value = Number(bandsNow.values[2][last].toPrecision(2));
    return el("div", { class: "goal-form" }, el("button", { type: "button", class: "btn pri", id: "goal-set", onclick: () => act("goal", { rule: "at_least", value, year: bandsNow.years[last] }) }, t("goal_set")));
  }
  const change = (part) => act("goal", { ...goal, ...part });
  const rule = el("select", { id: "goal-rule", "aria-label": t("goal_rule"), onchange: (event) => change({ rule: event.target.value }) }, [["at_least", "≥"], ["at_most", "≤"]].map(([id, sign]) => el("option", { value: id, selected: goal.rule === id }, sign)));
  const value = el("input", { type: "text", inputmode: "decimal", id: "goal-value", "aria-label": t("goal_value"), value: plainNumber(goal.value) });
  value.addEventListener("change", () => {
    const number = Number(value.value.trim().replace(/,/g, "").replace("−", "-"));
    if (value.value.trim() !== "" && Number.isFinite(number)) change({ value: number });
    else value.value = plainNumber(goal.value);
  });
  const years = data.years.slice(1);
  const step = Math.ceil(years.length / 60);
  const offered = years.filter((year, i) => (years.length - 1 - i) % step === 0 || year === goal.year);
  const year = el("select", { id: "goal-year", "aria-label": t("goal_year"), onchange: (event) => change({ year: Number(event.target.value) }) }, offered.map((one) => el("option", { value: one, selected: one === goal.year }, timeText(one))));
  return el("div", { class: "goal-form" }, el("span", {}, t("goal_form")), rule, value, year, el("button", { type: "button", class: "btn", id: "goal-clear", onclick: () => act("goal", null) }, t("goal_clear")));
}

/** Drag the goal's line up and down on the chart. */
export function dragGoal(box, current, act) {
  let held = false;
  const placeOf = (event) => {
    const image = box.querySelector("svg").getBoundingClientRect();
    return ((event.clientY - image.top) / image.height) * FAN.height;
  };
  box.addEventListener("pointerdown", (event) => {
    const view = current();
    const goal = view.state.goals[view.state.selected];
    if (view.data.kind !== "model" || !goal || !view.bandsNow) return;
    if (Math.abs(placeOf(event) - scalesOf(fanOf(view)).y(goal.value)) > 14) return;
    held = true;
    box.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => {
    if (!held) return;
    const view = current();
    const goal = view.state.goals[view.state.selected];
    const scales = scalesOf(fanOf(view));
    const value = Math.min(scales.high, Math.max(scales.low, scales.value(placeOf(event))));
    if (goal && Number.isFinite(value)) act("goal", { ...goal, value: Number(value.toPrecision(3)) });
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => (held = false));
}
