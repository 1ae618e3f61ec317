/** The page: state, what is run, views; whatever a reader does comes through `act`. */

import { readBlocks } from "./blocks.js";
import { createEngine } from "./engine.js";
import { evaluator } from "./evaluate.js";
import { byId, download, keepingFocus, setAttribute, setText } from "./dom.js";
import { judgedData } from "./state.js";
import { reduce, contentOf } from "./reduce.js";
import { emptyHistory, recorded, redone, undone } from "./history.js";
import { fromFragment, toFragment } from "./fragment.js";
import { firstLang, inLang } from "./words.js";
import { deriveView, bandsOf } from "./derive.js";
import { jointly } from "./outcomes.js";
import { createRunner } from "./runner.js";
import { listenToKeys } from "./keys.js";
import { copyText, fileText, openText } from "./exchange.js";
import { pythonLine } from "./model_file.js";
import { shareText } from "./format.js";
import { drawStatic, drawTabs, drawTools, toast, updateStatus, updateTools } from "./views/chrome.js";
import { drawScenarios } from "./views/scenarios.js";
import { createLevers, changedList } from "./views/levers.js";
import { updateHead } from "./views/head.js";
import { createTable } from "./views/table.js";
import { createOutputs } from "./views/outputs.js";
import { updateSkyline } from "./views/skyline.js";
import { createDetail } from "./views/detail.js";
import { rankedFor } from "./views/drivers.js";
import { drawSeek, seekLevers } from "./views/seek.js";
import { drawAbout, drawCopy, drawHelp, drawOpen } from "./views/dialogs.js";
import { chartFile, fontRule, pngOf, tableFile } from "./views/export.js";
import { drawPrinted } from "./views/printed.js";

const LINK_WAIT = 300; // milliseconds; browsers complain of an address that changes at each frame

/** Read what the page carries, start the engine, draw. */
export function start() {
  const data = readBlocks(document);
  const judged = () => judgedData(data, state);
  const engine = createEngine(data, { judged });
  window.gaoxin = { evaluate: evaluator(data, engine, judged) };
  const first = fromFragment(data, location.hash, firstLang(navigator.languages));
  let { state } = first;
  let askedLang = first.lang;
  let history = emptyHistory();
  let view = null;
  let dragging = false;
  let letters = true;
  let speak = false;
  let linkTimer = 0;
  const drawn = {};

  const runner = createRunner(data, engine, () => state, refresh);
  const levers = createLevers(act);
  const table = data.kind === "zone" ? createTable(act) : createOutputs(act);
  const detail = createDetail(act);
  const scheme = matchMedia("(prefers-color-scheme: dark)");

  /** Draw what hangs on the language, then what hangs on the state, then the numbers. */
  function refresh(settled) {
    view = deriveView(data, state, runner.runs, dragging);
    drawWhere("static", state.lang, () => {
      drawStatic(view);
      drawTools(view, act);
    });
    drawWhere("tabs", [state.lang, state.tab], () => drawTabs(view, act));
    document.body.dataset.tab = state.tab;
    document.documentElement.dataset.theme = state.theme || (scheme.matches ? "dark" : "light");
    drawWhere("presets", [state.lang, state.preset, state.levers, state.definitions, state.title, state.pins, state.baseline], () => drawScenarios(view, act));
    const leversKey = [state.lang, state.preset, state.definitions, state.title];
    if (!drawWhere("levers", leversKey, () => levers.draw(view))) levers.update(view);
    if (!drawWhere("table", [state.lang, data.kind === "zone" ? 0 : Object.keys(state.goals)], () => table.draw(view))) table.update(view);
    if (!drawWhere("detail", [state.lang], () => detail.draw(view))) detail.update(view);
    updateHead(view);
    updateSkyline(view, act);
    updateStatus(view);
    updateTools(history);
    if (settled) {
      drawPrinted(view, toFragment(data, state, askedLang));
      if (speak) announce();
      speak = false;
    }
  }

  /** Draw anew where what it hangs on has changed; the focus stays. */
  function drawWhere(part, key, draw) {
    const text = JSON.stringify(key);
    if (drawn[part] === text) return false;
    drawn[part] = text;
    keepingFocus(draw);
    return true;
  }

  function announce() {
    const { t, target, row, sums, targets } = view;
    if (!target || !row) return;
    const likely = targets.length > 1 ? `${t("semicolon")}${sums.likely} ${t("of", { n: targets.length })} ${t("likely_count")}` : "";
    setText(byId("live"), `${view.name(target.name)}${t("colon")}${shareText(view, row)}${t("comma")}${inLang(view.likelihood(row), view.lang)}${likely}`);
  }

  /** The next state; a change of what is run is a step of undo. */
  function change(action, key = "") {
    const before = contentOf(state);
    const next = reduce(data, state, action);
    if (next === state) return false;
    const changed = JSON.stringify(contentOf(next)) !== JSON.stringify(before);
    state = next;
    if (changed) history = recorded(history, before, key, performance.now());
    clearTimeout(linkTimer);
    linkTimer = setTimeout(writeLink, LINK_WAIT);
    return changed;
  }

  function writeLink() {
    window.history.replaceState(null, "", `#${toFragment(data, state, askedLang)}`);
  }

  /** Change and run all members. */
  function settle(action, key = "") {
    const runsDiffer = change(action, key);
    dragging = false;
    if (runsDiffer) {
      speak = true;
      runner.settle();
    } else refresh(false);
  }

  const only = (action) => {
    change(action);
    refresh(false);
  };
  const backTo = (found) => {
    if (!found) return;
    history = found.history;
    state = reduce(data, state, { type: "restore", content: found.content });
    clearTimeout(linkTimer);
    linkTimer = setTimeout(writeLink, LINK_WAIT);
    speak = true;
    drawn.levers = "";
    runner.settle();
  };

  const DOES = {
    undo: () => backTo(undone(history, contentOf(state))),
    redo: () => backTo(redone(history, contentOf(state))),
    pin: () => {
      settle({ type: "pin" });
      toast(view.t("pin_done"));
    },
    unpin: (index) => settle({ type: "unpin", index }),
    against: (id) => settle({ type: "against", id }),
    baseline: (index) => settle({ type: "baseline", index }),
    swap: () => settle({ type: "swap" }),
    preset: (id) => settle({ type: "preset", id }),
    reset: () => settle({ type: "reset" }),
    definition: ({ id, option }) => settle({ type: "definition", id, option }),
    drag: ({ key, value }) => {
      dragging = true;
      change({ type: "scale", key, value }, key);
      requestAnimationFrame(() => levers.update({ ...view, state }));
      runner.drag();
    },
    release: () => {
      dragging = false;
      speak = true;
      runner.settle();
    },
    set: ({ key, value }) => settle({ type: "scale", key, value }, key),
    year: ({ key, index, value }) => settle({ type: "year", key, index, value }),
    practice: ({ key }) => settle({ type: "practice", key }, key),
    apply: ({ key, value }) => {
      byId("dialog").close();
      settle({ type: "scale", key, value });
    },
    applyAll: (moves) => {
      byId("dialog").close();
      settle({ type: "moves", moves });
    },
    select: (id) => only({ type: "select", id }),
    tick: ({ id, on }) => only({ type: "tick", id, on }),
    goal: (goal) => {
      only({ type: "goal", id: state.selected, goal });
      runner.judgeAnew();
    },
    tab: (tab) => {
      only({ type: "tab", tab });
      byId("main").scrollTop = 0;
    },
    lang: (lang) => {
      askedLang = true;
      only({ type: "lang", lang });
    },
    theme: () => only({ type: "theme", theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }),
    show: (id) => {
      byId("dialog").close();
      only({ type: "tab", tab: "levers" });
      levers.show(view, id);
    },
    seek: () => drawSeek(view, seek, act),
    link: () => copyText(view, location.protocol === "file:" ? fileText(view, true, toFragment(data, state, askedLang)) : `${location.href.split("#")[0]}#${toFragment(data, state, askedLang)}`, act),
    copied: (text) => (text === null ? toast(view.t("link_done")) : drawCopy(view, view.t("link"), view.t("copy_by_hand"), text)),
    save: () => download(data.kind === "zone" ? "scenario.toml" : "constants.cin", fileText(view, false), "text/plain;charset=utf-8"),
    python: () => drawCopy(view, view.t("python"), view.t("python_note"), pythonLine(data, state)),
    open: () => drawOpen(view, (text) => open(text)),
    csv: () => runner.runs.exact && download("targets.csv", tableFile(view, (output) => bandsOf(runner.runs.exact, output)), "text/csv;charset=utf-8"),
    svg: () => detail.svg() && download(`${state.selected.replace(/[^\w-]+/g, "_")}.svg`, chartFile(detail.svg(), view, ""), "image/svg+xml"),
    png: async () => detail.svg() && download(`${state.selected.replace(/[^\w-]+/g, "_")}.png`, await pngOf(chartFile(detail.svg(), view, fontRule())), "image/png"),
    print: () => window.print(),
    help: () => drawHelp(view, letters, (on) => (letters = on)),
    about: () => drawAbout(view),
  };

  function act(name, payload) {
    return DOES[name](payload);
  }

  /** A file's or a link's text; @returns {string|null} what is wrong with it */
  function open(text) {
    const { found, fault } = openText(data, view.t, text, state.lang);
    if (fault) return fault;
    drawn.levers = "";
    settle(found.state ? { type: "restore", content: contentOf(found.state) } : { type: "open", choice: found });
    toast(view.t("open_done"));
    return null;
  }

  /** What one lever alone would take, for the chosen target or for several at once. */
  async function seek({ ids, most, ...aim }, onRows) {
    runner.pauseDrivers();
    const levers = rankedFor(view, ids).slice(0, most);
    const probability = async (choice) => {
      const result = byId("dialog").open ? await runner.aside(choice) : null;
      return result ? jointly(judged(), result, ids).met / result.members : null;
    };
    await seekLevers(view, levers, aim, probability, onRows);
    runner.resumeDrivers();
  }

  byId("search").addEventListener("input", (event) => levers.search(view, event.target.value));
  scheme.addEventListener("change", () => refresh(false));
  window.addEventListener("hashchange", () => {
    const next = fromFragment(data, location.hash, state.lang);
    if (JSON.stringify(next.state) !== JSON.stringify(state)) {
      ({ state } = next);
      drawn.levers = "";
      tell(next);
      runner.settle();
    }
  });
  const tell = ({ refused, otherModel }) => {
    if (otherModel) toast(view.t("other_model"));
    else if (refused) toast(view.t(refused === 1 ? "refused_one" : "refused", { n: refused }));
  };
  listenToKeys({ act, current: () => view, letters: () => letters });
  for (const id of ["presets", "main", "foot", "tabs"]) byId(id).hidden = false;
  document.querySelector("header").hidden = false;
  setAttribute(byId("main"), "data-kind", data.kind);
  refresh(false);
  tell(first);
  runner.settle();
}

start();
