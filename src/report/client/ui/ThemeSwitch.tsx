import { useEffect, useState } from "preact/hooks";
import { useWidth } from "./scroll.js";

type Theme = "auto" | "light" | "dark";

const NEXT: Readonly<Record<Theme, Theme>> = { auto: "dark", dark: "light", light: "auto" };
const STORED = "bnsl:theme";

/** Colours as the system has them, dark, or light; kept for the next visit where the browser allows it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(STORED, theme);
    } catch {
      // a page from a file may have no storage: the choice lasts as long as the page
    }
  }, [theme]);
  return (
    <button type="button" class="theme" aria-label={`Colours: ${theme}`} onClick={() => setTheme(NEXT[theme])}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" />
        <path d="M7 1a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
      <span>{theme}</span>
    </button>
  );
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === "light" || stored === "dark" ? stored : "auto";
  } catch {
    return "auto";
  }
}

/** Of a page of A4 between its margins, in CSS pixels. */
const PAPER_WIDTH = 700;

/** An element with its width, as `useWidth`; on paper that of the paper. */
export function usePaperWidth<E extends HTMLElement>(): ReturnType<typeof useWidth<E>> {
  const [element, width] = useWidth<E>();
  return [element, usePrinting() ? PAPER_WIDTH : width];
}

/** Whether the page is being printed, when lists are written out instead of following the window. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const media = matchMedia("print");
    const follow = () => setPrinting(media.matches);
    const begin = () => setPrinting(true);
    const end = () => setPrinting(false);
    media.addEventListener("change", follow);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      media.removeEventListener("change", follow);
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}
