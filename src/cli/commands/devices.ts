import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { AdapterReport, ProbeReport } from "../../node/adapters.js";
import { chooseAdapter } from "../../node/dawn.js";
import { plainTable } from "../../text/plainTable.js";
import { escapeControls } from "../../formats/terminalText.js";
import { driverAdvice } from "./driverAdvice.js";
import type { Finish, Io } from "../io.js";

/** `bnsl devices`: what there is, what passes its check, what `auto` takes and why, and what to install where there is nothing. */
export function devicesCommand(io: Io, finish: Finish): Command {
  return new Command("devices")
    .description(
      "Lists the adapters, has each solve a problem whose answer is known, says which one --engine auto takes and why, and what to install.",
    )
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", "\nExample:\n  $ bnsl devices --json")
    .action(async ({ json }: { json?: true }) => {
      const { adapters, reason } = await io.probe();
      const checked: CheckedAdapter[] = [];
      for (const adapter of adapters) checked.push({ ...adapter, check: await io.checkAdapter(adapter.name) });
      const advice = adapters.length > 0 ? [] : driverAdvice(io.platform, osRelease());
      io.stdout.write(json ? jsonText(checked, reason, advice) : plainText(checked, reason, advice));
      finish(0);
    });
}

/** An adapter, and why it is not to be used; null where it passes its check. */
type CheckedAdapter = AdapterReport & { readonly check: string | null };

interface AutoChoice {
  readonly engine: "gpu" | "cpu";
  readonly adapter: string | null;
  readonly why: string;
}

function autoChoice(adapters: readonly CheckedAdapter[], reason: ProbeReport["reason"]): AutoChoice {
  const adapter = chooseAdapter(
    adapters.filter(({ check }) => check === null),
    "auto",
  );
  if (adapter === null) {
    const why = adapters.length > 0 ? "No adapter passes its check." : (reason ?? "There is no adapter.");
    return { engine: "cpu", adapter: null, why };
  }
  const passed = adapters.every(({ software }) => software) ? "" : " that passes its check";
  const why = adapter.software
    ? `There is no hardware adapter${passed}, and a software adapter comes before the CPU engine.`
    : "A hardware adapter comes before a software adapter and the CPU engine.";
  return { engine: "gpu", adapter: adapter.name, why };
}

function jsonText(
  adapters: readonly CheckedAdapter[],
  reason: ProbeReport["reason"],
  advice: readonly string[],
): string {
  const auto = autoChoice(adapters, reason);
  return `${JSON.stringify({ adapters, auto, advice: advice.join("\n") || null }, null, 2)}\n`;
}

function plainText(
  adapters: readonly CheckedAdapter[],
  reason: ProbeReport["reason"],
  advice: readonly string[],
): string {
  const auto = autoChoice(adapters, reason);
  const taken = auto.adapter === null ? "the CPU engine" : `the adapter "${escapeControls(auto.adapter)}"`;
  const faults = adapters.flatMap(({ name, check }) =>
    check === null ? [] : [`"${escapeControls(name)}" is not to be used: ${escapeControls(check)}`],
  );
  const lines = [...faults, `auto takes ${taken}. ${auto.why}`];
  if (adapters.length > 0) lines.unshift(adapterTable(adapters), "");
  if (advice.length > 0) lines.push("", "To get the GPU engine:", ...advice);
  return `${lines.join("\n")}\n`;
}

function adapterTable(adapters: readonly CheckedAdapter[]): string {
  const columns = [
    { header: ["", "adapter"], right: false },
    { header: ["", "type"], right: false },
    { header: ["", "backend"], right: false },
    { header: ["", "driver"], right: false },
    { header: ["largest", "binding"], right: true },
    { header: ["", "check"], right: false },
  ] as const;
  const rows = adapters.map(({ name, type, backend, description, limits, check }) => [
    escapeControls(name),
    type,
    backend,
    escapeControls(description),
    `${Math.floor(limits.maxStorageBufferBindingSize / 2 ** 20)} MiB`,
    check === null ? "passed" : "FAILED",
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
