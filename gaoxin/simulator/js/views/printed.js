/** What only a print has: what was changed, and the address that brings it back. */

import { el, refill, byId } from "../dom.js";
import { caveatText } from "../format.js";
import { changedList } from "./levers.js";
import { choiceName } from "./scenarios.js";
import { pinOf } from "../state.js";

export function drawPrinted(view, fragment) {
  const { t, data, state } = view;
  const changes = changedList(view, state);
  refill(
    byId("printed"),
    el("p", {}, `${choiceName(view, state)} · ${t("pinned")}${t("colon")}${choiceName(view, pinOf(state))}`),
    changes.length ? el("p", {}, `${t("changed")}${t("colon")}${changes.join(t("semicolon"))}`) : null,
    el("p", {}, caveatText(view)),
    el("p", {}, `${t("made_from", { n: data.members.toLocaleString("en-US"), hash: data.hash, name: choiceName(view, pinOf(state)) })} #${fragment}`),
  );
}
