import { describe, expect, it } from "vitest";
import { lockVerdict, readLock, SILENT_MS, type SeenLock } from "../../src/checkpoint/lock.js";

const me = { pid: 7, host: "here", token: "mine" };
const seen = (parts: Partial<SeenLock>): SeenLock => ({
  holder: { pid: 8, host: "here", token: "theirs" },
  silentMs: 1000,
  alive: true,
  ...parts,
});

describe("a lock that stands already", () => {
  it("is held by a process of this host that runs", () => {
    expect(lockVerdict(seen({}), me)).toBe("held");
  });

  it("was left by one that does not run", () => {
    expect(lockVerdict(seen({ alive: false }), me)).toBe("left");
  });

  it("was left by one with this process's own number: a container was started anew", () => {
    expect(lockVerdict(seen({ holder: { pid: 7, host: "here", token: "theirs" } }), me)).toBe("left");
  });

  it("of another host is watched, whatever runs here under that number", () => {
    const holder = { pid: 8, host: "there", token: "theirs" };
    expect(lockVerdict(seen({ holder, alive: false }), me)).toBe("watch");
    expect(lockVerdict(seen({ holder: null }), me)).toBe("watch");
  });

  it("that nobody has touched for minutes is watched: its host's clock may be behind, or ours has jumped", () => {
    const holder = { pid: 8, host: "there", token: "theirs" };
    expect(lockVerdict(seen({ holder, silentMs: SILENT_MS + 1 }), me)).toBe("watch");
    expect(lockVerdict(seen({ silentMs: SILENT_MS + 1 }), me)).toBe("watch");
    expect(lockVerdict(seen({ silentMs: SILENT_MS + 1, alive: false }), me)).toBe("left");
  });

  it.each(["", "{", "null", '{"pid":"8"}'])("may be cut short (%j)", (text) =>
    expect(readLock(text)).toBeNull(),
  );
});
