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

/** Keys that work in every view: `/` goes to the filter, in the table if this view has none. */
export function usePageKeys(table: string): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event) || isCommand(event)) return;
      event.preventDefault();
      if (focusFilter()) return;
      location.hash = table;
      // the table is drawn after the address has changed
      addEventListener("hashchange", () => requestAnimationFrame(focusFilter), { once: true });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [table]);
}

/** Whether a key means something to the field that has the focus. A box to tick takes none of the page's. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest("input:not([type=checkbox]), select, textarea") !== null;
}

/** Whether a key is the browser's own. */
export function isCommand({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>("input[type=search]");
  filter?.focus();
  filter?.select();
  return filter !== null;
}

const LINK = "a[data-curve]";

/** A click anywhere on a row of the table opens its curve; links, and text that is being selected, are left alone. */
export function openRow(event: MouseEvent): void {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || !(target instanceof Element)) return;
  if (target.closest("a, button") || getSelection()?.isCollapsed === false) return;
  const link = target.closest("tr")?.querySelector<HTMLAnchorElement>(LINK);
  link?.focus({ preventScroll: true });
  link?.click();
}

/** Arrow keys, j and k step through the rows' links. */
export function stepRows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const row = (event.target as Element).closest("tr");
  const next = step === 1 ? row?.nextElementSibling : step === -1 ? row?.previousElementSibling : null;
  const link = next?.querySelector<HTMLElement>(LINK);
  if (!link) return;
  event.preventDefault();
  link.focus();
}
