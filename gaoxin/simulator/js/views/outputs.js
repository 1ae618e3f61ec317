/** A model's outputs: a small chart each, in the order of the file, with the value at the end. */

import { el, refill, setAttribute, setText, svg, byId } from "../dom.js";
import { resultNumber, ruleText, shareText, unitWords } from "../format.js";

const CARD_WIDTH = 150;
const CARD_HEIGHT = 46;

/** @returns {{draw: (view) => void, update: (view) => void}} */
export function createOutputs(act) {
  let cards = [];
  const seen = new Set();
  let view = null;
  let watch = null;

  function draw(next) {
    view = next;
    const { data, t } = view;
    if (watch) watch.disconnect();
    watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target.id);
        else seen.delete(target.id);
      }
      update(view);
    });
    cards = data.outputs.map((output, index) => card(output, index));
    refill(byId("table"), el("h2", { class: "sr" }, t("charts")), el("div", { class: "cards" }, cards.map((one) => one.box)));
    for (const one of cards) watch.observe(one.box);
    update(view);
  }

  function card(output, index) {
    const { state, t, name } = view;
    const unit = unitWords(view, output.unit);
    const chart = el("div", { class: "mini", "aria-hidden": "true" });
    const value = el("span", { class: "end" });
    const change = el("span", { class: "d" });
    const tick = el("input", { type: "checkbox", id: `tick-${index}`, "aria-label": t("tick", { target: name(output.name) }) });
    tick.addEventListener("change", () => act("tick", { id: output.id, on: tick.checked }));
    const share = el("span", { class: "pc" });
    const aim = el("p", { class: "aim fine" }, tick, share);
    const button = el("button", { type: "button", id: `output-${index}`, class: "pick", title: unit ? `${name(output.name)}, ${unit}` : name(output.name), onclick: () => act("select", output.id) }, name(output.name));
    const box = el("article", { class: "card", id: `card-${index}` }, button, el("p", { class: "fine unit" }, unit || t("blank")), chart, el("p", { class: "ends" }, value, change), aim);
    box.addEventListener("click", (event) => event.target.closest("input, button") || act("select", output.id));
    return { box, output, index, chart, value, change, aim, share, tick, state };
  }

  function update(next) {
    view = next;
    const { state, mini, targets, now } = view;
    for (const one of cards) {
      setAttribute(one.box, "aria-current", state.selected === one.output.id ? "true" : null);
      if (!seen.has(one.box.id) || !mini) continue;
      const { now: lines, pinned } = mini(one.index);
      if (!lines) continue;
      refill(one.chart, miniFan(lines, pinned, targets.find((target) => target.id === one.output.id)));
      const end = lines.values[2].at(-1);
      setText(one.value, resultNumber(view, end));
      const before = pinned ? pinned.values[2].at(-1) : end;
      const text = changeText(end, before);
      setText(one.change, text);
      one.change.className = `d ${text.startsWith("+") ? "up" : text.startsWith("−") ? "down" : "muted"}`;
      const target = targets.find((other) => other.id === one.output.id);
      one.aim.hidden = !target;
      one.tick.checked = state.set.includes(one.output.id);
      const row = target && now ? now.get(target.id) : null;
      if (row) {
        setText(one.share, row.members > 1 ? `${ruleText(view, target)} ${shareText(view, row)}` : `${ruleText(view, target)} ${view.t(row.met > 0 ? "yes" : "no")}`);
        setAttribute(one.share, "data-word", row.members > 1 ? view.likelihood(row).id : null);
      }
    }
  }
  return { draw, update };
}

/** A change of the end against the ghost, in percent of it. */
export function changeText(now, before) {
  if (!Number.isFinite(now) || !Number.isFinite(before)) return "";
  if (Math.abs(now - before) <= 5e-4 * Math.max(Math.abs(now), Math.abs(before))) return "0";
  if (before === 0) return now > 0 ? "+" : "−";
  const share = (100 * (now - before)) / Math.abs(before);
  const size = Math.abs(share);
  return `${share > 0 ? "+" : "−"}${size < 10 ? size.toFixed(1) : size < 1000 ? size.toFixed(0) : ">999"} %`;
}

function miniFan({ years, values }, pinned, target) {
  const all = [...values[0], ...values[4], ...(pinned ? pinned.values[2] : []), ...(target ? [target.value] : [])].filter(Number.isFinite);
  let [low, high] = [Math.min(...all), Math.max(...all)];
  if (low > 0 && low < 0.6 * high) low = 0;
  if (!(high > low)) [low, high] = [low - 1, high + 1];
  const x = (i) => 1 + ((CARD_WIDTH - 2) * (years[i] - years[0])) / (years.at(-1) - years[0] || 1);
  const y = (value) => CARD_HEIGHT - 3 - ((CARD_HEIGHT - 6) * (value - low)) / (high - low);
  const step = Math.max(1, Math.floor(years.length / 75));
  const kept = [...years.keys()].filter((i) => i % step === 0 || i === years.length - 1);
  const points = (line) => kept.filter((i) => Number.isFinite(line[i])).map((i) => `${x(i).toFixed(1)} ${y(line[i]).toFixed(1)}`);
  const area = (a, b) => `M${points(a).join("L")}L${points(b).reverse().join("L")}Z`;
  const spread = values[0].some((value, i) => value !== values[4][i]);
  return svg(
    "svg",
    { viewBox: `0 0 ${CARD_WIDTH} ${CARD_HEIGHT}`, preserveAspectRatio: "none" },
    spread ? [svg("path", { d: area(values[0], values[4]), fill: "var(--band90)" }), svg("path", { d: area(values[1], values[3]), fill: "var(--band50)" })] : null,
    pinned ? svg("path", { d: `M${points(pinned.values[2]).join("L")}`, fill: "none", stroke: "var(--ghost)", "stroke-width": 1, "stroke-dasharray": "3 2", "vector-effect": "non-scaling-stroke" }) : null,
    target ? svg("line", { x1: 0, x2: CARD_WIDTH, y1: y(target.value), y2: y(target.value), stroke: "var(--mark)", "stroke-dasharray": "3 2", "vector-effect": "non-scaling-stroke" }) : null,
    svg("path", { d: `M${points(values[2]).join("L")}`, fill: "none", stroke: "var(--blue)", "stroke-width": 1.6, "vector-effect": "non-scaling-stroke" }),
  );
}
