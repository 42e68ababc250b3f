/**
 * Data as a terminal may show it: control, format and unpaired surrogate characters as escapes, so that a key
 * can neither move the cursor, colour the screen nor turn the direction of text.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
  });
}

/** The same for text of several lines, which stay lines. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeControls).join("\n");
}

/** The first `most` characters of a text as one line. */
export function excerpt(text: string, most: number): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** At most `width` terminal cells, the middle left out: names differ at both ends. */
export function shortenMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  let kept = Math.min(characters.length, Math.max(width, 1)) - 1;
  while (kept > 0 && displayWidth(withoutMiddle(characters, kept)) > width) kept--;
  return withoutMiddle(characters, kept);
}

/**
 * Terminal cells that text takes: East Asian wide characters and most emoji take two, combining marks none.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** The width of the widest text. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** `digits` significant digits, trailing zeros off, the exponent form where it is shorter; null as "–". */
export function shortNumber(value: number | null, digits: number): string {
  if (value === null) return "–";
  if (!Number.isFinite(value)) return String(value);
  const plain = String(Number(value.toPrecision(digits)));
  const power = value
    .toExponential(digits - 1)
    .replace(/\.?0*e/, "e")
    .replace("e+", "e");
  const magnitude = Math.abs(value);
  const readable = value === 0 || (magnitude >= 1e-4 && magnitude < 1e5);
  return readable || (plain.length <= power.length && !plain.includes("e")) ? plain : power;
}

/** Whole per cent, not rounded to a certainty that it has not got. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  if (share > 0.995 && share < 1) return ">99 %";
  if (share > 0 && share < 0.005) return "<1 %";
  return `${(100 * share).toFixed(0)} %`;
}

/** "1 curve", "12 curves". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Text in lines of at most `width` terminal cells, broken at blanks; what follows the first is indented. */
export function wrapText(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}

/** The signs that bnsl itself sets, for terminals without Unicode; data keep theirs. */
export function asciiText(text: string): string {
  return text.replace(/[−–·×→∞ŷ…≤≥±]/g, (sign) => plainSigns[sign]);
}

const plainSigns: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "·": "*",
  "×": "x",
  "→": "->",
  "∞": "infinity",
  ŷ: "y^",
  "…": "...",
  "≤": "<=",
  "≥": ">=",
  "±": "+-",
};

function withoutMiddle(characters: readonly string[], kept: number): string {
  const tail = Math.floor(kept / 2);
  return [...characters.slice(0, kept - tail), "…", ...characters.slice(characters.length - tail)].join("");
}
