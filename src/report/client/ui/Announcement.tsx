const ID = "announcement";

/** The one place whose words a screen reader says of what was done without the focus moving. */
export function Announcement() {
  return <p id={ID} class="visually-hidden" role="status" />;
}

/** Says it once; the same words are said again when they come again. */
export function announce(words: string): void {
  const place = document.getElementById(ID);
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}
