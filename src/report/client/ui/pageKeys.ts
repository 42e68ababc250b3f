import { useLayoutEffect } from "preact/hooks";

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
