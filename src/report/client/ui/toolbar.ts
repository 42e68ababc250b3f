import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** An element whose controls are one stop of the Tab key; left, right, Home and End move from one to another. */
export function useToolbar<E extends HTMLElement>(): RefObject<E> {
  const bar = useRef<E>(null);
  // controls come and go with what is shown: one of them has to be the stop each time
  useLayoutEffect(() => {
    if (bar.current) keepStop(controlsOf(bar.current));
  });
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const onKey = (event: KeyboardEvent) => {
      const next = controlAfter(event, controlsOf(element));
      if (!next) return;
      // radio buttons would be switched, and the page would go to another curve
      event.preventDefault();
      next.focus();
    };
    const onFocus = ({ target }: FocusEvent) => setStop(controlsOf(element), target as HTMLElement);
    element.addEventListener("keydown", onKey);
    element.addEventListener("focusin", onFocus);
    return () => {
      element.removeEventListener("keydown", onKey);
      element.removeEventListener("focusin", onFocus);
    };
  }, []);
  return bar;
}

function controlsOf(bar: HTMLElement): HTMLElement[] {
  return [...bar.querySelectorAll<HTMLElement>("input, button")];
}

function keepStop(controls: readonly HTMLElement[]): void {
  const stops = controls.filter(({ tabIndex }) => tabIndex === 0);
  if (stops.length !== 1) setStop(controls, controls.find((each) => each.matches(":checked")) ?? controls[0]);
}

function setStop(controls: readonly HTMLElement[], stop: HTMLElement | undefined): void {
  for (const control of controls) control.tabIndex = control === stop ? 0 : -1;
}

function controlAfter(event: KeyboardEvent, controls: readonly HTMLElement[]): HTMLElement | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const at = controls.indexOf(event.target as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  return at < 0 || to === undefined ? undefined : controls.at(to % controls.length);
}
