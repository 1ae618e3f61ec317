/** What the chart of the selected target or output holds. */

/** @returns {import("./fan.js").Fan} */
export function fanOf(view) {
  const { data, bandsNow, bandsPinned, target, dots } = view;
  const output = data.outputs[view.output];
  return {
    years: [...bandsNow.years],
    now: bandsNow.values,
    ghost: bandsPinned ? bandsPinned.values[2] : null,
    observed: output.observed ?? [],
    goal: target ? { rule: target.rule, value: target.value, year: target.year, assumed: target.status === "assumed" } : null,
    dots: dots && dots.length > 1 && dots.at(-1) !== dots[0] ? [...dots] : null,
    split: data.policy ? data.policy[0] - 1 : -Infinity,
  };
}
