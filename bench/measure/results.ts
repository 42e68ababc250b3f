import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { environmentLine, type Environment } from "./environment.js";

/** One benchmark's figures with what a person reads of them. */
export interface Section {
  readonly environment: Environment;
  /** free words: who else used the machine, what was special */
  readonly note: string;
  /** the settings of the run, the seed among them */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly figures: unknown;
  /** the tables as printed */
  readonly text: string;
}

type Sections = Record<string, Section>;

/**
 * Puts a benchmark's section into `results/<device>.json`, in place of an earlier one of that name, and writes
 * `results/<device>.md` anew from all sections.
 * @returns the two files' paths
 */
export function saveSection(name: string, section: Section): string[] {
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const base = folder + deviceSlug(section.environment);
  const sections: Sections = existsSync(`${base}.json`)
    ? (JSON.parse(readFileSync(`${base}.json`, "utf8")) as Sections)
    : {};
  sections[name] = section;
  writeFileSync(`${base}.json`, JSON.stringify(sections, null, 1) + "\n");
  writeFileSync(`${base}.md`, asMarkdown(section.environment, sections));
  return [`${base}.json`, `${base}.md`];
}

/** `llvmpipe-llvm-15-0-6-256-bits-2-cores`: adapter and cores as a file name. */
export function deviceSlug({ adapter, cores }: Pick<Environment, "adapter" | "cores">): string {
  const words = `${adapter} ${cores} cores`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}

export function asMarkdown(environment: Environment, sections: Sections): string {
  const parts = Object.entries(sections).map(([name, { environment, note, text }]) =>
    [`## ${name}`, "", environmentLine(environment) + (note ? `. **${note}**` : ""), "", "```", text, "```", ""].join(
      "\n",
    ),
  );
  return [`# ${environment.adapter}, ${environment.cores} cores\n`, ...parts].join("\n");
}
