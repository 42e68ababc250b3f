/*
 * Preloaded by NODE_OPTIONS in a process, its threads and its children: whoever looks for a network throws, and is written
 * down in the file that BNSL_TEST_NETWORK_LOG names. Sockets that are files (tsx speaks to itself over one) are none of
 * the network.
 */
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import threads, { type WorkerOptions } from "node:worker_threads";

replace(net.Socket.prototype, "connect");
replace(net.Server.prototype, "listen");
for (const resolver of [dns, dns.promises]) {
  const names = Object.keys(resolver).filter((name) => /^(lookup|resolve|reverse)/.test(name));
  for (const name of names) Object.assign(resolver, { [name]: (host: unknown) => refuse(`${name} ${show(host)}`) });
}
dgram.createSocket = () => refuse("a UDP socket");
globalThis.fetch = (place) => refuse(`fetch ${show(place)}`);
threads.Worker = class extends threads.Worker {
  constructor(file: string | URL, options: WorkerOptions = {}) {
    // threads that are given flags of their own do not look at NODE_OPTIONS
    const execArgv = [...(options.execArgv ?? []), "--import", import.meta.url];
    super(file, { ...options, execArgv });
  }
};
syncBuiltinESMExports();

/** In the place of a method that takes a path or a port, or an object or an array with one. */
function replace(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as (...words: unknown[]) => unknown;
  Reflect.set(owner, name, function (this: unknown, ...words: unknown[]) {
    const first: unknown = Array.isArray(words[0]) ? words[0][0] : words[0];
    return isFile(first) ? original.apply(this, words) : refuse(`${name} ${show(first)}`);
  });
}

function isFile(place: unknown): boolean {
  if (typeof place === "string") return Number.isNaN(Number(place));
  return typeof place === "object" && place !== null && "path" in place && typeof place.path === "string";
}

function refuse(what: string): never {
  appendFileSync(process.env.BNSL_TEST_NETWORK_LOG!, `${what}\n`);
  throw new Error(`this test allows no network: ${what}`);
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
