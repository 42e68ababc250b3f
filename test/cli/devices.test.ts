import { describe, expect, it } from "vitest";
import { driverAdvice } from "../../src/cli/actions/devices.js";
import type { AdapterReport } from "../../src/node/adapters.js";
import { bnsl, noAdapters } from "./harness.js";

const software: AdapterReport = {
  name: "llvmpipe",
  vendor: "mesa",
  architecture: "software",
  description: "Mesa 25",
  backend: "vulkan",
  type: "software",
  software: true,
  timestamps: true,
  limits: { maxStorageBufferBindingSize: 128 * 2 ** 20 },
};
const hardware: AdapterReport = { ...software, name: "Big Card", type: "hardware", software: false };

const probe = (...adapters: AdapterReport[]) => ({
  probe: () => Promise.resolve({ adapters, reason: null }),
});

describe("bnsl devices", () => {
  it("lists the adapters and says why auto takes the hardware", async () => {
    const run = await bnsl(["devices"], probe(hardware, software));
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^Big Card +hardware +vulkan +Mesa 25 +128 MiB +passed$/m);
    expect(run.out).toMatch(/^llvmpipe +software/m);
    expect(run.out).toContain('auto takes the adapter "Big Card". A hardware adapter comes before');
    expect(run.out).not.toContain("install");
  });

  it("says that only software is there", async () => {
    const run = await bnsl(["devices"], probe(software));
    expect(run.out).toContain('auto takes the adapter "llvmpipe". There is no hardware adapter');
  });

  it("says what to install where there is none", async () => {
    const run = await bnsl(["devices"]);
    expect(run.code).toBe(0);
    expect(run.out).toContain("auto takes the CPU engine. Dawn found no adapter.");
    expect(run.out).toMatch(/To get the GPU engine:\n/);
    expect(run.out).toContain("Vulkan");
  });

  const failing = (...names: string[]) => ({
    checkAdapter: (name: string) => Promise.resolve(names.includes(name) ? "It \u001b[31mlies." : null),
  });

  it("says which adapters fail their check, and that auto takes the best of the others", async () => {
    const run = await bnsl(["devices"], { ...probe(hardware, software), ...failing("Big Card") });
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^Big Card +hardware .* FAILED$/m);
    expect(run.out).toMatch(/^llvmpipe +software .* passed$/m);
    expect(run.out).toMatch(/^"Big Card" is not to be used: It .*lies\.$/m);
    expect(run.out).not.toContain("\u001b");
    expect(run.out).toContain(
      'auto takes the adapter "llvmpipe". There is no hardware adapter that passes its check, and a software adapter',
    );
  });

  it("says that auto takes the CPU where all fail", async () => {
    const parts = { ...probe(hardware, software), ...failing("Big Card", "llvmpipe") };
    expect((await bnsl(["devices"], parts)).out).toContain("auto takes the CPU engine. No adapter passes its check.");
    expect(JSON.parse((await bnsl(["devices", "--json"], parts)).out)).toMatchObject({
      adapters: [{ check: "It \u001b[31mlies." }, { check: "It \u001b[31mlies." }],
      auto: { engine: "cpu", adapter: null },
    });
  });

  it("tells the same as JSON", async () => {
    const some = JSON.parse((await bnsl(["devices", "--json"], probe(software))).out) as object;
    expect(some).toMatchObject({
      adapters: [{ ...software, check: null }],
      auto: { engine: "gpu", adapter: "llvmpipe" },
      advice: null,
    });
    const none = JSON.parse((await bnsl(["devices", "--json"])).out) as { advice: string };
    expect(none).toMatchObject({
      adapters: [],
      auto: { engine: "cpu", adapter: null, why: noAdapters.reason },
    });
    expect(none.advice).toContain("Vulkan");
  });
});

describe("driverAdvice", () => {
  it.each([
    ["linux", 'ID=debian\nVERSION_ID="12"\n', "-t bookworm-backports mesa-vulkan-drivers libvulkan1"],
    ["linux", 'ID=debian\nVERSION_ID="13"\n', "apt-get install -y mesa-vulkan-drivers libvulkan1"],
    ["linux", 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', "apt-get install -y mesa-vulkan-drivers libvulkan1"],
    ["linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf install -y mesa-vulkan-drivers vulkan-loader"],
    ["linux", "", "your distribution's Mesa Vulkan drivers"],
    ["darwin", "", "nothing is to be installed"],
    ["win32", "", "Direct3D 12"],
    ["aix", "", "no driver for aix"],
  ])("on %s with %j", (platform, release, words) => {
    const advice = driverAdvice(platform, release).join("\n");
    expect(advice).toContain(words);
    expect(advice.includes("bookworm-backports")).toBe(release.includes('"12"'));
  });
});
