import { describe, expect, it } from "vitest";
import { streamText } from "../../src/cli/fit/delivery.js";

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(texts.join(""));
  // cut in the middle of letters
  for (const byte of bytes) yield await Promise.resolve(Buffer.of(byte));
}

describe("streamText", () => {
  it("writes text whole wherever its bytes are cut", async () => {
    let text = "";
    await streamText({ write: (part) => (text += part) }, chunks("größe 層", " 🙂\n"));
    expect(text).toBe("größe 層 🙂\n");
  });

  it("waits where the stream is full", async () => {
    const waiting: (() => void)[] = [];
    let written = 0;
    const stream = {
      write: () => ++written < 3,
      once: (event: "drain" | "close", resume: () => void) => event === "drain" && waiting.push(resume),
    };
    const done = streamText(stream, chunks("abcd"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([written, waiting.length]).toEqual([3, 1]);
    waiting[0]();
    await new Promise((resolve) => setTimeout(resolve, 5));
    waiting[1]();
    await done;
    expect(written).toBe(4);
  });

  it("ends where the reader goes while the stream is full", async () => {
    let written = 0;
    const stream = {
      write: () => ++written < 2,
      once: (event: "drain" | "close", listener: () => void) => {
        if (event === "close") setTimeout(listener, 5);
      },
    };
    await streamText(stream, chunks("abcd"));
    expect(written).toBe(2);
  });
});
