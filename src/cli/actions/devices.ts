import { readFileSync } from "node:fs";
import { escapeControls } from "../../formats/terminalText.js";
import type { AdapterReport, ProbeReport } from "../../node/adapters.js";
import { chooseAdapter } from "../../node/dawn.js";
import { type PlainColumn, plainTable } from "../../text/plainTable.js";
import type { Io } from "../io.js";

/** What `bnsl devices` does. */
export async function runDevices(_: undefined, { json }: { readonly json?: true }, io: Io): Promise<void> {
  const { adapters, reason } = await io.probe();
  const checked: CheckedAdapter[] = [];
  for (const adapter of adapters) checked.push({ ...adapter, check: await io.checkAdapter(adapter.name) });
  const advice = adapters.length > 0 ? [] : driverAdvice(io.platform, osRelease());
  const auto = autoChoice(checked, reason);
  io.stdout.write(
    json
      ? `${JSON.stringify({ adapters: checked, auto, advice: advice.join("\n") || null }, null, 2)}\n`
      : plainText(checked, auto, advice),
  );
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

function plainText(adapters: readonly CheckedAdapter[], auto: AutoChoice, advice: readonly string[]): string {
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
  const named = (name: string): PlainColumn => ({ header: ["", name], right: false });
  const binding: PlainColumn = { header: ["largest", "binding"], right: true };
  const columns = [...["adapter", "type", "backend", "driver"].map(named), binding, named("check")];
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

/**
 * What to install so that Dawn finds an adapter, one line each. `osRelease` is the text of /etc/os-release, "" where
 * there is none.
 */
export function driverAdvice(platform: string, osRelease: string): string[] {
  if (platform === "darwin")
    return ["macOS brings Metal: nothing is to be installed. Check that macOS is 11 or later."];
  if (platform === "win32") return ["Windows brings Direct3D 12: install the current driver of the graphics card."];
  if (platform !== "linux") return [`WebGPU has no driver for ${platform}: the CPU engine is what there is.`];
  return [
    "A graphics card: install its maker's Vulkan driver (in a container of NVIDIA's set",
    "  NVIDIA_DRIVER_CAPABILITIES=all; a cluster's compute nodes may need the package libvulkan1 beside it).",
    "Without a card, Mesa's software adapter runs the same engine on the processor:",
    ...mesaAdvice(osRelease),
  ];
}

function mesaAdvice(osRelease: string): string[] {
  const value = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(osRelease)?.[1] ?? "";
  const [id, version] = [value("ID"), value("VERSION_ID")];
  const kin = [id, ...value("ID_LIKE").split(" ")];
  if (id === "debian" && version === "12") {
    return [
      "  Debian 12's own Mesa (22.3) is too old for Dawn. From a checkout run scripts/ensure-vulkan, or add the",
      "  suite bookworm-backports to apt's sources and, as root, run",
      "    apt-get update && apt-get install -y -t bookworm-backports mesa-vulkan-drivers libvulkan1",
    ];
  }
  if (kin.includes("debian") || kin.includes("ubuntu")) {
    return [
      "  as root, run apt-get update && apt-get install -y mesa-vulkan-drivers libvulkan1",
      "  (from a checkout: scripts/ensure-vulkan)",
    ];
  }
  if (kin.includes("fedora") || kin.includes("rhel")) {
    return ["  as root, run dnf install -y mesa-vulkan-drivers vulkan-loader"];
  }
  if (kin.includes("arch")) return ["  as root, run pacman -S vulkan-swrast vulkan-icd-loader"];
  return ["  install your distribution's Mesa Vulkan drivers (lavapipe, Mesa 23 or later) and the Vulkan loader."];
}

function osRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
