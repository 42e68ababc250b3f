import type { ComponentChildren, JSX } from "preact";
import type { Palette } from "./palette.js";
import type { Size } from "./panel.js";
import { FONT_FAMILY } from "./Words.js";

interface SheetProps {
  readonly size: Size;
  readonly fontSize?: number;
  readonly palette: Palette;
  /** for those who cannot see it */
  readonly name: string;
  readonly children: ComponentChildren;
}

/** An <svg> that is complete in itself but for the font. */
export function Sheet({ size: { width, height }, fontSize, palette, name, children }: SheetProps): JSX.Element {
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      font-family={FONT_FAMILY}
      font-size={fontSize}
      role="img"
      aria-label={name}
    >
      <rect width={width} height={height} fill={palette.paper} />
      {children}
    </svg>
  );
}
