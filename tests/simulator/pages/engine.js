/** A page for tests: the engine and what is made of its results, without views. */

import { readBlocks } from "../../../gaoxin/simulator/js/blocks.js";
import { createEngine } from "../../../gaoxin/simulator/js/engine.js";
import { evaluator } from "../../../gaoxin/simulator/js/evaluate.js";
import { bands, head, jointly, likelihood, preview, previewBands, together, twenty, verdicts } from "../../../gaoxin/simulator/js/outcomes.js";
import { number, percent, shareOf } from "../../../gaoxin/simulator/js/numbers.js";
import { resolve } from "../../../gaoxin/simulator/js/scenario.js";

window.lab = { evaluate: (...given) => evaluator(lab.data, lab.engine, () => lab.data)(...given), readBlocks, createEngine, bands, head, jointly, likelihood, preview, previewBands, together, twenty, verdicts, number, percent, shareOf, resolve };
document.title = "ready";
