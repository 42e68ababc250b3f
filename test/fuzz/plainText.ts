import { expect } from "vitest";

/** Fails where text has a character that moves a cursor, changes colours, rings, or turns the direction of writing. */
export function expectPlainText(text: string): void {
  const found = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/u.exec(text);
  if (found === null) return;
  const code = found[0].codePointAt(0)!.toString(16);
  expect.fail(`U+${code} in ${JSON.stringify(text.slice(Math.max(0, found.index - 100), found.index + 40))}`);
}
