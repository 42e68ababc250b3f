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
