import { fileURLToPath } from "node:url";
import { runNode } from "./nodeProcess.js";

/**
 * Has an adapter solve a problem whose answer is known, in a process of its own, which a broken driver may take down.
 *
 * @param name the adapter's own words
 * @returns why it is not to be used; null where it passes
 */
export async function checkAdapter(name: string, timeoutMs = 120_000): Promise<string | null> {
  const source = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(`./adapterCheckWorker.${source ? "ts" : "js"}`, import.meta.url));
  const args = [...(source ? ["--import", "tsx"] : []), program, name];
  const { stdout, ended } = await runNode(args, timeoutMs);
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) return `Its check failed: ${ended ?? "no answer came"}.`;
  return (JSON.parse(line) as { readonly fault: string | null }).fault;
}
