/** Okabe and Ito's colours, told apart by colour-blind readers, and two more. */
export const COLOURS = [
  "#0072B2",
  "#56B4E9",
  "#D55E00",
  "#E69F00",
  "#009E73",
  "#CC79A7",
  "#000000",
  "#8C8C8C",
  "#B8A800",
];

/** A page of elements on white, as SVG's text. */
export function page(width: number, height: number, elements: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...elements,
    "</svg>",
    "",
  ].join("\n");
}

export function line(x1: number, y1: number, x2: number, y2: number, colour = "#ddd"): string {
  const at = [x1, y1, x2, y2].map((v) => v.toFixed(1));
  return `<line x1="${at[0]}" y1="${at[1]}" x2="${at[2]}" y2="${at[3]}" stroke="${colour}"/>`;
}

/** A path without filling; `dash` as SVG writes it, "" for a solid one. */
export function path(d: string, colour: string, dash: string, width = 2): string {
  const dashes = dash ? ` stroke-dasharray="${dash}"` : "";
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}

export function text(x: number, y: number, words: string, anchor = "middle", size = 12): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}">${safe(words)}</text>`;
}

/** Text that runs upwards, centred on a point. */
export function upright(x: number, y: number, words: string): string {
  const at = `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `<text transform="translate(${at}) rotate(-90)" text-anchor="middle">${safe(words)}</text>`;
}

function safe(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
