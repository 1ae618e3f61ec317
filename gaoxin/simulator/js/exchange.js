/** What is given away and taken in: links, scenario files, files of constants. */

import { changesOf, choiceOf, presetNamed } from "./state.js";
import { fromFragment } from "./fragment.js";
import { readScenario, scenarioFile } from "./scenario_file.js";
import { constantsFile, readConstants } from "./model_file.js";
import { FileFault } from "./toml.js";

/** The title that a saved scenario has, in both languages. */
export function fileTitle(data, choice) {
  if (choice.title) return choice.title;
  const { title } = presetNamed(data, choice.preset);
  return changesOf(data, choice).count ? { en: `${title.en}, changed`, zh: `${title.zh}（改）` } : title;
}

/**
 * @param {Object} view
 * @param {boolean} withLink  put the address in front: in TOML it is a comment, and *Open* reads it
 * @param {string} [fragment]
 * @returns {string} the scenario as a file
 */
export function fileText(view, withLink, fragment = "") {
  const { data, state } = view;
  const head = withLink ? `#${fragment}\n` : "";
  if (data.kind !== "zone") return head + constantsFile(data, state);
  const remark = `Written by the simulator page (${data.members} members, ${data.hash}); put it into scenarios/ and run it: gaoxin run NAME --members ${data.members}`;
  return head + scenarioFile(data, choiceOf(state), fileTitle(data, state), remark);
}

/**
 * @param {Object} data
 * @param {(key: string, values?: Object) => string} t
 * @param {string} text  a link, a fragment, a scenario file or a file of constants
 * @returns {{found: Object|null, fault: string|null}}
 */
export function openText(data, t, text, lang) {
  const line = text.trim().split(/\r?\n/)[0];
  const link = /#(s=[^\s]+)$/.exec(line);
  if (link) {
    const read = fromFragment(data, link[1], lang);
    return read.refused ? { found: null, fault: t(read.refused === 1 ? "refused_one" : "refused", { n: read.refused }) } : { found: read, fault: null };
  }
  try {
    return { found: data.kind === "zone" ? readScenario(data, text) : readConstants(data, text), fault: null };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { found: null, fault: `${t("line", { n: error.line })}${t("colon")}${t(error.word, error.values)}` };
  }
}

/** To the clipboard; where there is none, shown to be copied by hand. */
export async function copyText(view, text, act) {
  try {
    await navigator.clipboard.writeText(text);
    act("copied", null);
  } catch {
    act("copied", text);
  }
}
