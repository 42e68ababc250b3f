#!/usr/bin/env node
import { probeAdapters } from "../node/adapterProbe.js";
import { main } from "./main.js";

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  platform: process.platform,
  fit: async (...request) => (await import("../node/fit.js")).fitCurveSet(...request),
  probe: probeAdapters,
});
