import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gpuWanted } from "./device.js";

/** What the driver calls the card that is not there. */
export const NOOP_ADAPTER = "AMD Radeon RX 7900 XTX (RADV NAVI31)";

/** An environment in which a process finds a GPU that does nothing, alone or before the software adapter; null: none is to be had. */
export interface NoopGpu {
  readonly alone: Readonly<Record<string, string>>;
  readonly beforeSoftware: Readonly<Record<string, string>>;
}

/** Debian's mesa-drm-shim, where `scripts/ensure-noop-gpu` has installed it; a line says so where tests are left out without. */
export function noopGpu(): NoopGpu | null {
  const library = filesOf("/usr/lib").flatMap((folder) =>
    filesOf(folder).filter((file) => file.endsWith("/libamdgpu_noop_drm_shim.so")),
  )[0];
  const drivers = filesOf("/usr/share/vulkan/icd.d");
  const [radeon, lavapipe] = ["radeon", "lvp"].map((name) => drivers.find((file) => file.includes(`/${name}_icd`)));
  if (!gpuWanted || !library || !radeon || !lavapipe) {
    const why = gpuWanted ? "there is none (scripts/ensure-noop-gpu)" : "BNSL_NO_GPU=1";
    console.log(`${why}: skipped the tests of a GPU that does nothing`);
    return null;
  }
  const env = (files: string) => ({
    LD_PRELOAD: library,
    AMDGPU_GPU_ID: "navi31",
    VK_DRIVER_FILES: files,
    VK_ICD_FILENAMES: files,
  });
  return { alone: env(radeon), beforeSoftware: env(`${radeon}:${lavapipe}`) };
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // a file
  }
}
