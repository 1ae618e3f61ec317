/** Scenario files to start from, and what is on the page: preset, changes, ghost. */

import { el, refill, setAttribute, setText, byId } from "../dom.js";
import { wordFor } from "../words.js";
import { changesOf, pinOf, presetNamed, sameChoice } from "../state.js";

/** The name of a choice: of the opened file, or of its preset, with the number of changes. */
export function choiceName(view, choice) {
  const { t, data, name } = view;
  if (choice.title) return name(choice.title);
  const { count } = changesOf(data, choice);
  const preset = name(presetNamed(data, choice.preset).title);
  return count ? `${preset} ${t(count === 1 ? "one_change" : "changes", { n: count })}` : preset;
}

/** Buttons of the presets; a list on a phone; the ghosts at the right. */
export function drawScenarios(view, act) {
  const { t, data, state, name } = view;
  const root = byId("presets");
  const about = presetNamed(data, state.preset).description;
  const started = state.title || !about || !name(about) ? t(wordFor(data, "lead")) : name(about);
  const moved = changesOf(data, state).count > 0 && !sameChoice(data, state, pinOf(state));
  const lead = moved ? t("lead_changed", { name: choiceName(view, pinOf(state)) }) : started;
  setText(byId("lead"), lead);
  setAttribute(byId("lead"), "title", lead);
  setAttribute(root, "aria-label", t("scenarios"));
  const chips = data.scenarios.length > 1 ? data.scenarios.map((scenario) =>
    el("button", { type: "button", class: "chip", id: `preset-${scenario.id}`, "aria-pressed": String(scenario.id === state.preset), title: name(scenario.description), onclick: () => act("preset", scenario.id) }, name(scenario.title)),
  ) : [];
  const now = choiceName(view, state);
  const list = el(
    "select",
    { id: "preset-list", "aria-label": t("scenarios"), onchange: (event) => act("preset", event.target.value) },
    data.scenarios.map((scenario) => el("option", { value: scenario.id, selected: scenario.id === state.preset }, scenario.id === state.preset ? now : name(scenario.title))),
  );
  const small = (id, text, extra = "") => el("button", { type: "button", class: `btn ph ${extra}`, id: `small-${id}`, onclick: () => act(id) }, text);
  refill(root, chips, list, small("undo", t("undo")), small("pin", t("pin_short"), "pri"), ghosts(view, act, now));
}

function ghosts(view, act, now) {
  const { t, data, state, name } = view;
  const pins = state.pins.map((pin, i) => el("option", { value: i, selected: i === state.baseline }, choiceName(view, pin)));
  const start = (id) => ({ preset: id, levers: {}, definitions: {}, title: null });
  const others = data.scenarios.filter(({ id }) => !state.pins.some((pin) => sameChoice(data, pin, start(id))));
  const choose = ({ target }) => (/^\d+$/.test(target.value) ? act("baseline", Number(target.value)) : act("against", target.value.slice(1)));
  const pick =
    pins.length + others.length > 1
      ? el("select", { id: "baseline", "aria-label": t("pinned"), onchange: choose }, pins, others.map((scenario) => el("option", { value: `=${scenario.id}` }, name(scenario.title))))
      : el("span", { class: "pin-name" }, choiceName(view, state.pins[0]));
  const same = sameChoice(data, state, state.pins[state.baseline]);
  return el(
    "span",
    { class: "now" },
    el("span", { class: "now-name" }, now),
    el("span", { class: "muted" }, ` · ${t("pinned")}${t("colon")}`),
    pick,
    state.pins.length > 1 ? el("button", { type: "button", class: "btn tiny", id: "unpin", title: t("unpin"), "aria-label": t("unpin"), onclick: () => act("unpin", state.baseline) }, "×") : null,
    same ? null : el("button", { type: "button", class: "btn tiny", id: "swap", title: t("swap_title"), onclick: () => act("swap") }, t("swap")),
  );
}
