import type { TextStream } from "./io.js";

/** Writes text in pieces, each once the stream has taken the one before. */
export async function streamText(stream: TextStream, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const taken = stream.write(decoder.decode(chunk, { stream: true }));
    if (taken === false) await new Promise<void>((resolve) => drained(stream, resolve));
  }
}

function drained(stream: TextStream, resume: () => void): void {
  if (stream.once) stream.once("drain", resume);
  else resume();
}
