/** Dialogs: keys, what the page rests on, opening a file, copying what has no address. */

import { el, refill, byId } from "../dom.js";
import { wordFor } from "../words.js";
import { closeForm } from "./seek.js";

const KEYS = [
  ["/", "key_search"],
  ["Z, Shift Z", "key_undo"],
  ["P", "key_pin"],
  ["J, K", "key_target"],
  ["← → PgUp PgDn", "key_slider"],
  ["Home End", "key_ends"],
  ["N", "key_practice"],
  ["?", "key_help"],
];

function show(title, ...children) {
  const dialog = byId("dialog");
  refill(dialog, el("h2", { id: "dialog-title" }, title), children);
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** Keys, and a switch that turns letters off (WCAG 2.1.4). */
export function drawHelp(view, letters, onLetters) {
  const { t, data } = view;
  const box = el("input", { type: "checkbox", id: "letters" });
  box.checked = letters;
  box.addEventListener("change", () => onLetters(box.checked));
  show(
    t("help"),
    el("p", {}, t(data.kind === "zone" ? "how_to_zone" : "how_to_model")),
    el("h3", {}, t("keys")),
    el("dl", {}, KEYS.map(([key, word]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(word))])),
    el("label", { class: "only" }, box, ` ${t("letters")}`),
    closeForm(t),
  );
}

/** What the numbers rest on. */
export function drawAbout(view) {
  const { t, data, name } = view;
  const facts = [
    [t("about_members"), `${data.members.toLocaleString("en-US")}`],
    [t("about_draws"), t(`draws_${data.draws}`)],
    [t("about_seed"), String(data.seed)],
    ...Object.entries(data.provenance ?? {}).filter(([, value]) => typeof value === "string" || typeof value === "number"),
    ["hash", data.hash],
  ];
  show(
    t("about"),
    name(data.stamp) ? el("p", { class: "stamp" }, name(data.stamp)) : null,
    el("p", {}, t(wordFor(view.data, "caveat"))),
    el("p", {}, t(data.kind === "zone" ? "about_zone" : "about_model")),
    el("dl", {}, facts.map(([key, value]) => [el("dt", {}, key), el("dd", {}, String(value))])),
    el("p", { class: "fine" }, t("about_licence")),
    closeForm(t),
  );
}

/**
 * A file, or a link or a file's text pasted.
 * @param {(text: string, name: string) => string|null} read  gives what is wrong, null where it is taken
 */
export function drawOpen(view, read) {
  const { t } = view;
  const fault = el("p", { class: "fault", role: "alert" });
  const text = el("textarea", { id: "open-text", rows: 6, spellcheck: "false", "aria-label": t("open_paste") });
  const file = el("input", { type: "file", id: "open-file", accept: view.data.kind === "zone" ? ".toml" : ".cin,.txt", "aria-label": t("open_file") });
  const take = (content, name) => {
    const wrong = read(content, name);
    fault.textContent = wrong ?? "";
    if (wrong === null) byId("dialog").close();
  };
  file.addEventListener("change", async () => file.files.length && take(await file.files[0].text(), file.files[0].name));
  show(
    t("open"),
    el("p", {}, t(view.data.kind === "zone" ? "open_how" : "open_how_model")),
    file,
    el("p", {}, t("open_paste")),
    text,
    fault,
    el("div", { class: "acts" }, el("button", { type: "button", class: "btn pri", id: "open-take", onclick: () => take(text.value, "") }, t("open_take")), closeForm(t)),
  );
}

/** A text to copy, where there is no clipboard. */
export function drawCopy(view, title, note, text) {
  const box = el("textarea", { id: "copy-text", rows: 8, readonly: true, "aria-label": title });
  box.value = text;
  show(title, el("p", { class: "fine" }, note), box, closeForm(view.t));
  box.select();
}
