/** Characters of Inter that are much narrower or wider than its average one. */
const NARROW = /[iljtfrI.,:;'|!()[\] ]/;
const WIDE = /[mwMWQOG@%—…×]/;

/** About how many pixels text takes at a font size: for wrapping and cutting, where there is nothing to measure with. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    ems += code > 0x2e80 ? 1 : NARROW.test(character) ? 0.31 : WIDE.test(character) ? 0.85 : 0.575;
  }
  return ems * size;
}

/** Text that fits into so many pixels, cut in the middle where it does not: names differ at both ends. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const cut = `${characters.slice(0, kept - tail).join("")}…${characters.slice(characters.length - tail).join("")}`;
    if (textWidth(cut, size) <= width) return cut;
  }
  return "…";
}
