import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bnsl, TextSink } from "./harness.js";

const COMMANDS = ["fit", "predict", "bootstrap", "test-breaks", "audit", "devices", "convert"];

describe("help", () => {
  it.each([[[]], ...COMMANDS.map((name) => [[name]])])("bnsl %j --help is exit code 0, on stdout", async (words) => {
    const run = await bnsl([...words, "--help"]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toContain(`Usage: ${["bnsl", ...words].join(" ")}`);
  });

  it("lists the commands and the exit codes", async () => {
    const { out } = await bnsl(["--help"]);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(out).toContain("3 no usable engine");
  });

  it("lists every command as its own help calls it", async () => {
    const { out } = await bnsl(["--help"]);
    const listed = out.slice(out.indexOf("Commands:"), out.indexOf("  help [command]"));
    const commands = [...listed.matchAll(/^ {2}((\S+) \S.*?) {2,}/gm)];
    expect(commands.length).toBeGreaterThan(COMMANDS.length);
    for (const [, usage, name] of commands) {
      for (const words of [
        [name, "--help"],
        ["help", name],
      ]) {
        expect((await bnsl(words)).out.split("\n")[0]).toBe(`Usage: bnsl ${usage}`);
      }
    }
  });

  it("is as wide as the terminal at most", async () => {
    const stdout = new TextSink(true, 72);
    await bnsl(["fit", "--help"], { stdout });
    const options = stdout.text.slice(stdout.text.indexOf("Options:"), stdout.text.indexOf("Columns that are"));
    expect(options).toContain("--breaks <list>");
    expect(Math.max(...options.split("\n").map((line) => line.length))).toBeLessThanOrEqual(72);
  });
});

describe("usage", () => {
  it("prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await bnsl(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it("shows the help on stderr and exits with 2 without a command", async () => {
    const run = await bnsl([]);
    expect(run.code).toBe(2);
    expect(run.out).toBe("");
    expect(run.err).toContain("Usage: bnsl");
  });

  it.each([
    [["fti"], "error: unknown command 'fti': the commands are fit, predict, "],
    [["fit", "--hubber", "1"], "error: unknown option '--hubber'\n(Did you mean --huber?)"],
    [["fit", "a.csv", "--x"], "error: option '--x <column>' argument missing\n"],
    [["predict", "--at", "1"], "error: no fits given: name the table that bnsl fit wrote"],
    [["predict", "fits.arrow"], "error: required option '--at <x>' not specified\n"],
    [["predict", "a", "b", "--at", "1"], "error: bnsl predict takes 1 argument, not 2"],
    [["convert", "a.csv"], "error: required option '-o, --output <file>' not specified\n"],
    [["convert", "-o", "a.csv"], "error: no files given: name at least one table of curves"],
    [["bootstrap", "a.csv"], "error: required option '--fits <file>' not specified\n"],
    [["test-breaks", "--fits", "f"], "error: no files given: name at least one table of curves"],
    [["audit", "a.csv", "--fits", "f", "--simulation", "3"], "(Did you mean --simulations?)"],
    [["devices", "now"], "error: bnsl devices takes no argument, not 1"],
  ])("bnsl %j is exit code 2", async (words, message) => {
    const run = await bnsl(words);
    expect(run.code).toBe(2);
    expect(run.out).toBe("");
    expect(run.err).toContain(message);
    expect(run.err).toMatch(/\(bnsl ([\w-]+ )?--help lists the/);
  });
});
