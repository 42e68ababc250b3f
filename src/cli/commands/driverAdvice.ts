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
    ...mesaAdvice(readRelease(osRelease)),
  ];
}

interface Release {
  readonly id: string;
  readonly like: readonly string[];
  readonly version: string;
}

function mesaAdvice({ id, like, version }: Release): string[] {
  const kin = [id, ...like];
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

function readRelease(text: string): Release {
  const value = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(text)?.[1] ?? "";
  return { id: value("ID"), like: value("ID_LIKE").split(" "), version: value("VERSION_ID") };
}
