import { axisOf } from "../../../figure/axis.js";
import type { FigureLayout } from "../../../figure/panel.js";

/** The same figures with one frame and one pair of axes that hold what any of them shows; null stays null. */
export function onCommonAxes(layouts: readonly (FigureLayout | null)[]): (FigureLayout | null)[] {
  const drawn = layouts.filter((layout) => layout !== null).map(({ main }) => main);
  const left = drawn.reduce((most, panel) => Math.max(most, panel.left), 0);
  const over = (axis: "x" | "y"): [number, number] => [
    Math.min(...drawn.map((panel) => panel[axis].domain[0])),
    Math.max(...drawn.map((panel) => panel[axis].domain[1])),
  ];
  return layouts.map((layout) => {
    if (!layout) return null;
    const { main } = layout;
    const right = main.left + main.width;
    const x = axisOf(main.x.log, over("x"), [left, right]);
    const y = axisOf(main.y.log, over("y"), [main.top + main.height, main.top]);
    return { ...layout, main: { ...main, left, width: right - left, x, y } };
  });
}
