/** Texts of the page, in the language that is shown. */

/**
 * @typedef {(key: string, values?: Object<string, string|number>) => string} Translate
 * @typedef {{en: string, zh: string}} Text
 */

/**
 * @param {Object<string, Text>} words  of `words.toml`
 * @param {'en'|'zh'} lang
 * @returns {Translate}  fills `{name}` of a text; an unknown key is a fault of ours and throws
 */
export function translator(words, lang) {
  return (key, values = {}) => {
    const text = words[key];
    if (!text) throw new Error(`words.toml has no '${key}'`);
    return text[lang].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };
}

/** A word of the zone's page, or the one that a model's page has in its place. */
export function wordFor(data, key) {
  return data.kind === "zone" ? key : MODEL_WORDS[key];
}

const MODEL_WORDS = { caveat: "caveat_model", levers: "constants", search: "search_model", save: "save_model", reset: "reset_model", targets: "charts", lead: "lead_model", chart: "detail" };

/** @param {Text|undefined} text @param {'en'|'zh'} lang */
export function inLang(text, lang) {
  return text ? text[lang] || text.en || "" : "";
}

/** The page's first language: the one asked for, else the browser's. */
export function firstLang(languages) {
  for (const tag of languages || []) {
    if (/^zh\b/i.test(tag)) return "zh";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}
