import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { durationText, startProgress } from "../../src/cli/progress.js";
import { TextSink } from "./harness.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const state = (done: number, fits: number) => ({ done, total: 100, fits, label: "n = 2" });

describe("startProgress", () => {
  it("writes a line about every ten seconds where there is no terminal", () => {
    const sink = new TextSink();
    const progress = startProgress(sink, false);
    for (let second = 1; second <= 25; second++) {
      vi.advanceTimersByTime(1000);
      progress.update(state(second, second * 2000));
    }
    progress.stop();
    expect(sink.text.trimEnd().split("\n")).toEqual([
      "n = 2, 10 %, 2K starts/s, 1 min 30 s left",
      "n = 2, 20 %, 2K starts/s, 1 min 20 s left",
    ]);
  });

  it("counts by another name what are no starts", () => {
    const sink = new TextSink();
    const progress = startProgress(sink, false);
    vi.advanceTimersByTime(10_000);
    progress.update({ ...state(10, 20_000), unit: "refits" });
    expect(sink.text).toBe("n = 2, 10 %, 2K refits/s, 1 min 30 s left\n");
  });

  it("tells the curves a second and the time left of a run that goes window by window", () => {
    const sink = new TextSink();
    const progress = startProgress(sink, false);
    vi.advanceTimersByTime(30_000); // while the table is read
    progress.begin([1, 1]);
    const counts = (curves: number) => ({ curves, points: 60 * curves });
    for (let window = 0; window < 5; window++) {
      for (let part = 1; part <= 2; part++) {
        vi.advanceTimersByTime(4000);
        const [before, after] = [counts(100 * window), counts(100 * (9 - window))];
        const place = { part, parts: 2, own: counts(100), before, after };
        progress.update({
          done: 0,
          total: 2000,
          fits: 1000 * (2 * window + part),
          label: "fitting",
          window: place,
        });
      }
    }
    expect(sink.text.split("\n")).toEqual([
      "fitting, 15 %, 12.5 curves/s, 250 starts/s, about 1 min 8 s left",
      "fitting, 30 %, 12.5 curves/s, 250 starts/s, about 56 s left",
      "fitting, 45 %, 12.5 curves/s, 250 starts/s, 44 s left",
      "",
    ]);
  });

  it("draws a bar with rate and time left on a terminal, within its width, and takes it away", () => {
    const sink = new TextSink(true, 80);
    const progress = startProgress(sink, false);
    vi.advanceTimersByTime(4000);
    progress.update(state(0, 0));
    progress.update(state(50, 123_456));
    vi.advanceTimersByTime(500);
    progress.stop();
    const drawn = sink.text
      .replace(/\x1b(\[[\d;?]*[A-Za-z]|[78])/g, "\r")
      .split("\r")
      .filter((part) => part.includes("%"));
    expect(drawn.at(-1)).toMatch(/^n = 2 +█+░+ 50% {2}30.9K starts\/s {2}4 s left$/);
    for (const line of drawn) expect(line.length).toBeLessThanOrEqual(80);
    const after = sink.text.length;
    vi.advanceTimersByTime(5000);
    expect(sink.text).toHaveLength(after);
  });

  it("keeps a note on a line of its own between two bars", () => {
    const sink = new TextSink(true, 80);
    const progress = startProgress(sink, false);
    progress.update(state(10, 10));
    progress.note("the device was lost, trying again");
    progress.update(state(20, 20));
    progress.stop();
    expect(sink.text).toMatch(
      /\x1b\[2?Kthe device was lost, trying again\n|\x1b\[0Kthe device was lost, trying again\n/,
    );
  });

  it("is silent where it is to be quiet", () => {
    const sink = new TextSink(true);
    const progress = startProgress(sink, true);
    progress.note("a note");
    progress.update(state(50, 50));
    progress.stop();
    expect(sink.text).toBe("");
  });
});

describe("durationText", () => {
  it.each([
    [0.2, "1 s"],
    [59, "59 s"],
    [59.5, "1 min 0 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
  ])("%d s", (seconds, text) => expect(durationText(seconds)).toBe(text));
});
