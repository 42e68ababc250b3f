import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** How much of a long list is in the page. */
export interface Chunks {
  readonly shown: number;
  /** to be put on an element behind the last item: more items follow when it comes into view */
  readonly end: RefObject<HTMLDivElement>;
}

/**
 * Shows a list in chunks as it is scrolled.
 *
 * @param of what the list answers to: with another it begins anew
 * @param first how many to begin with the first time: a list that is returned to is as long as it was left
 */
export function useChunks(list: readonly unknown[], size: number, of: unknown = list, first: number = size): Chunks {
  const end = useRef<HTMLDivElement>(null);
  const [state, setState] = useState({ of, shown: Math.max(size, first) });
  const shown = state.of === of ? state.shown : size;
  useEffect(() => {
    if (!end.current || shown >= list.length) return;
    const watcher = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        if (isIntersecting) setState({ of, shown: shown + size });
      },
      // a table that scrolls by itself has margins of its own
      { rootMargin: "800px", scrollMargin: "800px" },
    );
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [of, list.length, shown, size]);
  return { shown: Math.min(shown, list.length), end };
}

/** Whether an element is in or near the window. */
export function useNearby<E extends Element>(): readonly [RefObject<E>, boolean] {
  const element = useRef<E>(null);
  const [nearby, setNearby] = useState(false);
  useEffect(() => {
    const watched = element.current!;
    watchers.set(watched, setNearby);
    watcher().observe(watched);
    return () => {
      watchers.delete(watched);
      watcher().unobserve(watched);
    };
  }, []);
  return [element, nearby];
}

const watchers = new Map<Element, (nearby: boolean) => void>();
let shared: IntersectionObserver | null = null;

/** One for all: thousands of them would cost more than what they save. */
function watcher(): IntersectionObserver {
  return (shared ??= new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => watchers.get(target)?.(isIntersecting)),
    { rootMargin: "500px" },
  ));
}
