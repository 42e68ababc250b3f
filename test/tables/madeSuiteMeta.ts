import type { SuiteMeta } from "../../src/tables/suiteMeta.js";
import { madeForms } from "../suite/madeSuite.js";

export function madeSuiteMeta(parts: Partial<SuiteMeta> = {}): SuiteMeta {
  return {
    version: "0.1.0",
    command: "bnsl suite made.csv",
    forms: madeForms,
    protocol: "default",
    seed: 0,
    starts: "auto",
    breaks: null,
    resamples: 10,
    engine: "auto",
    adapter: null,
    domainName: "Domain",
    groups: {},
    keyNames: ["Domain", "Model"],
    xName: "x",
    yName: "y",
    trainName: "Training",
    sources: ["made.csv"],
    notes: ["engine: made up"],
    seconds: 1.5,
    ...parts,
  };
}
