import type { TextStream } from "../io.js";

/** Writes text in pieces, each once the stream has taken the one before, until nobody reads any more. */
export async function streamText(stream: TextStream, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  const closed = new Promise<"closed">((resolve) => stream.once?.("close", () => resolve("closed")));
  for await (const chunk of chunks) {
    const taken = stream.write(decoder.decode(chunk, { stream: true }));
    if (taken !== false || stream.once === undefined) continue;
    const next = await Promise.race([drained(stream), closed]);
    if (next === "closed") return;
  }
}

function drained(stream: TextStream): Promise<void> {
  return new Promise((resolve) => stream.once?.("drain", resolve));
}
