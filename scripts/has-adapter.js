/**
 * Asks Dawn for an adapter. Exit code 0: there is one, named on stdout; 1: there is none; 2: the webgpu package is not
 * installed. Used by scripts/ensure-vulkan: what Dawn says counts, not what a list of packages says.
 */
let webgpu;
try {
  webgpu = await import("webgpu");
} catch (error) {
  console.error(`the webgpu package cannot be loaded: ${error.message}`);
  process.exit(2);
}

// named, so that it cannot be collected while the request is under way: Dawn crashes when it is
const gpu = webgpu.create([]);
const adapter = await gpu.requestAdapter();
if (adapter === null) process.exit(1);
const { description, vendor, isFallbackAdapter } = adapter.info;
console.log(`${description || vendor || "unnamed adapter"}${isFallbackAdapter ? " (software)" : ""}`);
// Dawn keeps the process alive for as long as its objects are
process.exit(gpu ? 0 : 1);
