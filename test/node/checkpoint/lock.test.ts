import { describe, expect, it } from "vitest";
import {
  lockVerdict,
  readLock,
  SILENT_MS,
  type LockHolder,
  type LockVerdict,
} from "../../../src/node/checkpoint/lock.js";

const SPACE = "pid:[4026531836] 5b7f";
const OTHER = "pid:[4026532999] 5b7f";
const me: LockHolder = { pid: 7, host: "here", space: SPACE, token: "mine" };

type Case = readonly [verdict: LockVerdict, holder: Partial<LockHolder>, alive: boolean, silentMs: number];

function verdictOf([, holder, alive, silentMs]: Case, asker = me): LockVerdict {
  return lockVerdict({ holder: { ...asker, pid: 8, token: "theirs", ...holder }, alive, silentMs }, asker);
}

describe("a lock that stands already", () => {
  it.each<Case>([
    ["held", {}, true, 1000],
    ["left", {}, false, 1000],
    ["left", {}, false, SILENT_MS + 1],
    // its number may be another process's by now, its host's clock may be behind, or ours has jumped
    ["watch", {}, true, SILENT_MS + 1],
  ])("is %s by a process whose number means the same here: %j, running %s, silent for %i ms", (...one) =>
    expect(verdictOf(one)).toBe(one[0]),
  );

  it("was left by one with this process's own number: a container was started anew", () => {
    expect(verdictOf(["left", { pid: me.pid }, true, 1000])).toBe("left");
  });

  it.each<[string, Partial<LockHolder>]>([
    ["another host", { host: "there" }],
    ["another host with equal names of its spaces", { host: "there", space: SPACE }],
    ["another container, or start, of a host of one name", { space: OTHER }],
    ["an earlier version, which tells no space", { space: null }],
  ])("of %s is watched, whatever runs here under that number", (_, holder) => {
    for (const pid of [8, me.pid])
      for (const alive of [true, false])
        for (const silentMs of [0, SILENT_MS + 1])
          expect(verdictOf(["watch", { ...holder, pid }, alive, silentMs])).toBe("watch");
  });

  it("is judged by its number alone where a system tells no spaces", () => {
    const elsewhere = { ...me, space: null };
    expect(verdictOf(["held", {}, true, 1000], elsewhere)).toBe("held");
    expect(verdictOf(["left", {}, false, 1000], elsewhere)).toBe("left");
  });

  it("that is damaged is watched", () => {
    expect(lockVerdict({ holder: null, silentMs: 1000, alive: false }, me)).toBe("watch");
  });
});

describe("the text of a lock", () => {
  it("is read as it was written", () => expect(readLock(JSON.stringify(me))).toEqual(me));

  it("of an earlier version has no space", () => {
    expect(readLock('{"pid":8,"host":"here","token":"theirs"}')).toEqual({
      pid: 8,
      host: "here",
      space: null,
      token: "theirs",
    });
  });

  it.each(["", "{", "null", '{"pid":"8"}', '{"pid":8,"host":"here","space":5,"token":"theirs"}'])(
    "may be cut short or spoilt (%j)",
    (text) => expect(readLock(text)).toBeNull(),
  );
});
