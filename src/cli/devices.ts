import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { AdapterReport, ProbeReport } from "../node/adapterProbe.js";
import { chooseAdapter } from "../node/dawn.js";
import { plainTable } from "../output/plainTable.js";
import { escapeControls } from "../output/terminalText.js";
import { driverAdvice } from "./driverAdvice.js";
import type { Finish, Io } from "./io.js";

/** `bnsl devices`: what there is, what `auto` takes and why, and what to install where there is nothing. */
export function devicesCommand(io: Io, finish: Finish): Command {
  return new Command("devices")
    .description("Lists the adapters, says which one --engine auto takes and why, and what to install.")
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", "\nExample:\n  $ bnsl devices --json")
    .action(async ({ json }: { json?: true }) => {
      const report = await io.probe();
      const advice = report.adapters.length > 0 ? [] : driverAdvice(io.platform, osRelease());
      io.stdout.write(json ? jsonText(report, advice) : plainText(report, advice));
      finish(0);
    });
}

interface AutoChoice {
  readonly engine: "gpu" | "cpu";
  readonly adapter: string | null;
  readonly why: string;
}

function autoChoice({ adapters, reason }: ProbeReport): AutoChoice {
  const adapter = chooseAdapter(adapters, "auto");
  if (adapter === null) return { engine: "cpu", adapter: null, why: reason ?? "There is no adapter." };
  const why = adapter.software
    ? "There is no hardware adapter, and a software adapter comes before the CPU engine."
    : "A hardware adapter comes before a software adapter and the CPU engine.";
  return { engine: "gpu", adapter: adapter.name, why };
}

function jsonText(report: ProbeReport, advice: readonly string[]): string {
  const auto = autoChoice(report);
  return `${JSON.stringify({ adapters: report.adapters, auto, advice: advice.join("\n") || null }, null, 2)}\n`;
}

function plainText(report: ProbeReport, advice: readonly string[]): string {
  const auto = autoChoice(report);
  const taken = auto.adapter === null ? "the CPU engine" : `the adapter "${escapeControls(auto.adapter)}"`;
  const lines = [`auto takes ${taken}. ${auto.why}`];
  if (report.adapters.length > 0) lines.unshift(adapterTable(report.adapters), "");
  if (advice.length > 0) lines.push("", "To get the GPU engine:", ...advice);
  return `${lines.join("\n")}\n`;
}

function adapterTable(adapters: readonly AdapterReport[]): string {
  const columns = [
    { header: ["", "adapter"], right: false },
    { header: ["", "type"], right: false },
    { header: ["", "backend"], right: false },
    { header: ["", "driver"], right: false },
    { header: ["largest", "binding"], right: true },
  ] as const;
  const rows = adapters.map(({ name, type, backend, description, limits }) => [
    escapeControls(name),
    type,
    backend,
    escapeControls(description),
    `${Math.floor(limits.maxStorageBufferBindingSize / 2 ** 20)} MiB`,
  ]);
  return plainTable(columns, rows, 2).text;
}

function osRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
