/** Pictures and tables to take away: SVG, PNG, CSV. */

import { changedList } from "./levers.js";
import { choiceName } from "./scenarios.js";
import { pinOf } from "../state.js";
import { caveatText } from "../format.js";
import { inLang } from "../words.js";

const MARGIN = 16;

/**
 * The chart as a file of its own: colours in place of the page's variables, a title, what it rests on.
 * @param {SVGElement} chart
 * @param {Object} view
 * @param {string} face  a font rule to put in, "" to name the font only
 */
export function chartFile(chart, view, face) {
  const colours = getComputedStyle(document.documentElement);
  const resolved = (text) => text.replace(/var\((--[\w-]+)\)/g, (_, name) => colours.getPropertyValue(name).trim());
  const inner = resolved(new XMLSerializer().serializeToString(chart)).replace(/<svg[^>]*>/, "").replace(/<\/svg>$/, "");
  const [, , width, height] = chart.getAttribute("viewBox").split(" ").map(Number);
  const title = view.name((view.target ?? view.data.outputs[view.output]).name);
  const notes = footNotes(view);
  const tall = height + 2 * MARGIN + 34 + 11 * notes.length;
  const line = (x, y, size, colour, text) => `<text x="${x}" y="${y}" font-size="${size}" fill="${resolved(`var(${colour})`)}">${escapeXml(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 2 * MARGIN} ${tall}" width="${width + 2 * MARGIN}" height="${tall}" font-family="'Noto Sans SC', 'Noto Sans', Arial, sans-serif">`,
    face ? `<style>${face}</style>` : "",
    `<rect width="100%" height="100%" fill="${resolved("var(--paper)")}"/>`,
    line(MARGIN, MARGIN + 12, 14, "--ink", title),
    line(MARGIN, MARGIN + 27, 10, "--muted", choiceName(view, view.state)),
    `<g transform="translate(${MARGIN} ${MARGIN + 30})">${inner}</g>`,
    ...notes.map((text, i) => line(MARGIN, MARGIN + 34 + height + 11 * (i + 1) - 6, 7.5, "--muted", text)),
    "</svg>",
  ].join("");
}

function footNotes(view) {
  const { t, run, data } = view;
  const caveat = caveatText(view);
  const words = view.lang === "zh" ? [caveat.slice(0, 52), caveat.slice(52)] : halves(caveat, 105);
  return [...words, t("made_from", { n: run.members.toLocaleString("en-US"), hash: data.hash, name: choiceName(view, pinOf(view.state)) })].filter(Boolean);
}

function halves(text, most) {
  if (text.length <= most) return [text];
  const at = text.lastIndexOf(" ", most);
  return [text.slice(0, at), ...halves(text.slice(at + 1), most)];
}

function escapeXml(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The page's own font rule, so that a picture of text has its glyphs. */
export function fontRule() {
  for (const style of document.querySelectorAll("style")) {
    const found = /@font-face\s*\{[^}]*\}/.exec(style.textContent);
    if (found) return found[0];
  }
  return "";
}

/** An SVG as PNG at twice its size. @returns {Promise<Blob>} */
export function pngOf(source) {
  return new Promise((resolve, reject) => {
    const address = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    };
    image.onerror = () => reject(new Error("no picture"));
    image.src = address;
  });
}

/**
 * All targets and bands as CSV with a byte-order mark, for spreadsheets.
 * @param {Object} view
 * @param {(output: number) => {years: number[], values: Float64Array[]}} bandsOf
 */
export function tableFile(view, bandsOf) {
  const { t, data, targets, now, pinned } = view;
  const rows = [];
  for (const text of [view.name(data.title), choiceName(view, view.state), ...changedList(view, view.state), caveatText(view), t("made_from", { n: view.run.members, hash: data.hash, name: choiceName(view, pinOf(view.state)) })]) rows.push([text]);
  if (targets.length) {
    rows.push([], ["target", "name", "rule", "target_value", "unit", "met", "members", "probability", "words", "p05", "p50", "p95", "probability_pinned"]);
    for (const target of targets) {
      const row = now.get(target.id);
      const bands = bandsOf(target.output);
      const at = bands.years.indexOf(target.year);
      rows.push([target.id, view.name(target.name), target.rule, target.value, target.unit, row.met, row.members, row.probability, inLang(view.likelihood(row), view.lang), bands.values[0][at], bands.values[2][at], bands.values[4][at], pinned.get(target.id).probability]);
    }
  }
  rows.push([], ["output", "name", "unit", "time", "p05", "p25", "p50", "p75", "p95"]);
  data.outputs.forEach((output, i) => {
    const { years, values } = bandsOf(i);
    [...years].forEach((year, k) => rows.push([output.id, view.name(output.name), output.unit, year, ...values.map((line) => line[k])]));
  });
  return `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** A cell; a text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvCell(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
