/** A colour for each thing that is drawn, as SVG takes it. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly train: string;
  readonly test: string;
  readonly law: string;
  readonly band: string;
  readonly break: string;
  readonly segment: string;
  readonly asymptote: string;
}

/** Okabe and Ito's colours (2008), which colour-blind readers tell apart; shapes and dashes differ as well. */
export const LIGHT_PALETTE: Palette = {
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
export const PAGE_PALETTE: Palette = {
  paper: "var(--figure-paper)",
  ink: "var(--figure-ink)",
  muted: "var(--figure-muted)",
  grid: "var(--figure-grid)",
  train: "var(--figure-train)",
  test: "var(--figure-test)",
  law: "var(--figure-law)",
  band: "var(--figure-band)",
  break: "var(--figure-break)",
  segment: "var(--figure-segment)",
  asymptote: "var(--figure-asymptote)",
};
