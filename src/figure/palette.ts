/** A colour for each thing that is drawn, as SVG takes it. */
export type Palette = Readonly<Record<keyof typeof LIGHT_PALETTE, string>>;

/** Okabe and Ito's colours (2008), which colour-blind readers tell apart; shapes and dashes differ as well. */
export const LIGHT_PALETTE = {
  paper: "#ffffff",
  ink: "#1a1a1a",
  muted: "#5f6368",
  grid: "#e6e8ea",
  train: "#0072b2",
  test: "#d55e00",
  law: "#222222",
  band: "#56b4e9",
  break: "#00795a",
  segment: "#a06a00",
  asymptote: "#777777",
};

export const DARK_PALETTE: Palette = {
  paper: "#16181b",
  ink: "#eceef0",
  muted: "#a3a9b0",
  grid: "#2c3036",
  train: "#5bb8f0",
  test: "#ff8f4d",
  law: "#f2f2f2",
  band: "#56b4e9",
  break: "#3fd0a4",
  segment: "#f0b93a",
  asymptote: "#9aa0a6",
};

/** Custom properties of a page, which a style sheet gives for light, dark and print. */
export const PAGE_PALETTE = Object.fromEntries(
  Object.keys(LIGHT_PALETTE).map((name) => [name, `var(--figure-${name})`]),
) as unknown as Palette;
