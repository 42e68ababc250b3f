/**
 * How far extrapolations are off where data stop before or behind a break, by its sharpness and the noise:
 * `npm run bench:predictability -- [--stop 0.1..10:9] [--sharpness 0.05,0.2,0.5] [--noise 0.01,0.05] [--repeats 1]
 * [--points-per-decade 10] [--simulations 200] [--horizon 10] [--seed 0] [--adapter NAME] [--save]`. With `--save` it writes
 * docs/figures/predictability.svg and bench/results/predictability.csv.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parsePositive, parseWhole } from "../src/core/optionText.js";
import { predictability } from "../src/api/predictability.js";
import { predictabilityText } from "../src/text/predictabilityText.js";
import { tableBytes } from "../src/tables/write.js";
import { given } from "../src/core/given.js";
import { predictabilityPlot } from "./predictability/plot.js";

const { values } = parseArgs({
  options: {
    stop: { type: "string", default: "0.1..10:9" },
    sharpness: { type: "string", default: "0.05,0.2,0.5" },
    noise: { type: "string", default: "0.01,0.05" },
    repeats: { type: "string", default: "1" },
    "points-per-decade": { type: "string", default: "10" },
    simulations: { type: "string", default: "200" },
    horizon: { type: "string", default: "10" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
  },
});

const horizon = Number(values.horizon);
const began = performance.now();
const { rows, table } = await predictability({
  stops: list("stop"),
  sharpness: list("sharpness"),
  noise: list("noise"),
  repeats: [parseWhole(values.repeats, "--repeats", 1)],
  pointsPerDecade: parseWhole(values["points-per-decade"], "--points-per-decade", 1),
  simulations: parseWhole(values.simulations, "--simulations", 1),
  horizon,
  seed: parseWhole(values.seed, "--seed", 0),
  ...given({ adapter: values.adapter }),
  onNote: (note) => console.log(note),
});
console.log(predictabilityText(rows, horizon, 160));
console.log(`${rows.length / 2} cells in ${((performance.now() - began) / 1000).toFixed(1)} s`);
if (values.save) {
  save("../docs/figures/predictability.svg", predictabilityPlot(rows, horizon));
  save("results/predictability.csv", await tableBytes(table, "csv"));
}

function list(name: "stop" | "sharpness" | "noise"): number[] {
  return parsePositive(values[name], `--${name}`, "numbers such as 0.1,1, or a log grid such as 0.1..10:9", name);
}

function save(name: string, contents: string | Uint8Array): void {
  const file = fileURLToPath(new URL(name, import.meta.url));
  writeFileSync(file, contents);
  console.log(`saved ${file}`);
}
