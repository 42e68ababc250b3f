/** The signals that ask this process to end. Without a listener they end it at once. */
export const interrupts = {
  listen(heard: (signal: "SIGINT" | "SIGTERM") => void): () => void {
    process.on("SIGINT", heard).on("SIGTERM", heard);
    return () => void process.off("SIGINT", heard).off("SIGTERM", heard);
  },
  /** Listeners of the process's end still run: what is half-written is removed. */
  quit(exitCode: number): void {
    process.exit(exitCode);
  },
};
