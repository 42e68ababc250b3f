/**
 * Protocols that choose a BNSL on training rows alone, scored on rows they have not seen: `npm run bench:protocols --
 * [--data FILE]… [--group NAME=DOMAIN,DOMAIN…]… [--domain COLUMN] [--starts N|auto] [--origin-starts N|auto]
 * [--adapter NAME] [--save] [--note WORDS]`. docs/BENCHMARK.md says how the scores are made.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseColumns } from "../src/cli/optionFlags.js";
import { parseWhole } from "../src/core/optionText.js";
import { domainColumn, groupsOf } from "../src/core/extrapolate/domains.js";
import type { FitContext } from "../src/core/fit.js";
import { loadCurves } from "../src/curves/load.js";
import { openEngine } from "../src/node/engines.js";
import { openSource } from "../src/node/files.js";
import { packageFile } from "../src/node/packageFiles.js";
import { planSuite } from "../src/suite/plan.js";
import { columns, Report } from "./measure/report.js";
import { protocolErrors, RIVALS, rivalErrors, type Errors } from "./protocols/candidates.js";
import { ownSplits, rollingOrigins, type PredictionTask } from "./protocols/origins.js";
import { score, type Contest, type Score } from "./protocols/scores.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [packageFile("bench/suites/default.csv")] },
    group: { type: "string", multiple: true, default: [] },
    domain: { type: "string" },
    starts: { type: "string", default: "auto" },
    "origin-starts": { type: "string", default: "48" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

/** of the fits without the tail, which only rank numbers of breaks */
const TAIL_STARTS = 48;
/** errors of a cut's few rows can be 0 by chance */
const ORIGIN_FLOOR = 1e-5;

const HEADER = [
  "protocol",
  "origins: wins %",
  "geom. mean",
  "failed",
  "test: wins %",
  "cut wins %",
  "geom. mean",
  "failed",
];

const set = await loadCurves(
  values.data.map((file) => openSource(file)),
  {},
);
const groups = Object.fromEntries(values.group.map(parseGroup));
const domain = values.domain === "" ? null : values.domain;
const { sections } = planSuite(set, {
  forms: [...RIVALS, "bnsl"],
  groups,
  ...(domain === undefined ? {} : { domain }),
});
const domains = groupsOf(set, domainColumn(set, domain));
const open = await openEngine("auto", values.adapter);
const names = values.data.map((file) => basename(file));
const own = values.data.length === 1 && names[0] === "default.csv";
const report = new Report(
  own ? "protocols" : `protocols: ${names.join(", ")}`,
  open.engine.adapter ?? open.engine.name,
);

try {
  const context: FitContext = { engine: open.engine, executor: open.executor };
  const began = performance.now();
  const origins = await contest(rollingOrigins(set.curves), startsOf(values["origin-starts"]), context);
  const tests = await contest(ownSplits(set.curves), startsOf(values.starts), context);
  const figures = sections.map(({ name, kind, members }) => {
    const rows = [...tests.errors.keys()].map((protocol) => ({
      protocol,
      origins: score(origins, origins.errors.get(protocol)!, members, ORIGIN_FLOOR),
      tests: score(tests, tests.errors.get(protocol)!, members, 0),
    }));
    const within = ({ tasks }: Contest) => tasks.filter(({ index }) => members.includes(index)).length;
    report.print();
    report.print(
      `${kind === "group" ? "group " : ""}${name}: ${members.length} curves, ${within(origins)} predictions from ` +
        `rolling origins, ${within(tests)} of test rows; wins against M1 to M4`,
    );
    report.print(columns(HEADER, rows.map(asCells)));
    return { name, kind, curves: members.length, rows };
  });
  const seconds = (performance.now() - began) / 1000;
  report.print();
  report.print(`${seconds.toFixed(0)} s`);
  const { starts, "origin-starts": originStarts } = values;
  report.end(figures, { data: names, groups, starts, originStarts, tailStarts: TAIL_STARTS, seed: 0, seconds }, values);
} finally {
  await open.close();
}

function startsOf(text: string): number | "auto" {
  return text === "auto" ? text : parseWhole(text, "starts", 1);
}

function parseGroup(text: string): [name: string, domains: string[]] {
  const [name, list = ""] = text.split("=");
  return [name, parseColumns(list, "--group")];
}

/** Tasks with the errors of everything that is scored on them. */
async function contest(
  tasks: readonly PredictionTask[],
  starts: number | "auto",
  context: FitContext,
): Promise<Contest & { readonly errors: ReadonlyMap<string, Errors> }> {
  const rivals = await rivalErrors(tasks, context);
  const errors = await protocolErrors(tasks, domains, { starts, tailStarts: TAIL_STARTS }, context);
  RIVALS.forEach((name, i) => errors.set(name.toUpperCase(), rivals[i]));
  return { tasks, rivals, errors };
}

type Row = { readonly protocol: string; readonly origins: Score; readonly tests: Score };

/** A rival's wins are counted among the rivals and itself, which says nothing: they are left out. */
function asCells({ protocol, origins, tests }: Row): string[] {
  const rival = RIVALS.some((name) => name.toUpperCase() === protocol);
  const wins = (share: number | null) => (rival || share === null ? "" : share.toFixed(1));
  const mean = ({ geometricMean }: Score) => geometricMean?.toPrecision(4) ?? "";
  return [
    protocol,
    wins(origins.wins),
    mean(origins),
    String(origins.failures),
    wins(tests.wins),
    wins(tests.cutWins),
    mean(tests),
    String(tests.failures),
  ];
}
