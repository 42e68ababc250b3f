import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * A table that scrolls sideways under its first columns. The scrolling element tells by data-more ("left", "right")
 * where columns are hidden, and by --key-j, in CSS pixels, where its column j stays.
 */
export function useSidewaysScroll(keys: number): RefObject<HTMLDivElement> {
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      placeKeys(element, keys);
      tellMore(element);
    };
    const tell = () => tellMore(element);
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    for (const cell of headCells(element).slice(0, keys)) watcher.observe(cell);
    element.addEventListener("scroll", tell, { passive: true });
    measure();
    return () => {
      watcher.disconnect();
      element.removeEventListener("scroll", tell);
    };
  }, [keys]);
  return scroller;
}

function headCells(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("thead th")];
}

function placeKeys(element: HTMLElement, keys: number): void {
  let left = 0;
  for (const [j, cell] of headCells(element).slice(0, keys).entries()) {
    element.style.setProperty(`--key-${j}`, `${left}px`);
    left += cell.getBoundingClientRect().width;
  }
}

function tellMore(element: HTMLElement): void {
  const { scrollLeft, scrollWidth, clientWidth } = element;
  const more = [scrollLeft > 1 ? "left" : "", scrollLeft + clientWidth < scrollWidth - 1 ? "right" : ""];
  const words = more.filter(Boolean).join(" ");
  if (element.dataset.more !== words) element.dataset.more = words;
}

/** An element with its width, in whole CSS pixels; 0 before it is known. */
export function useWidth<E extends HTMLElement>(): readonly [RefObject<E>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => setWidth(Math.floor(measured.clientWidth));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(measured);
    return () => watcher.disconnect();
  }, []);
  return [element, width];
}
