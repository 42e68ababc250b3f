import { useEffect } from "preact/hooks";

/** As the page was written (`bnsl report --title`). */
export const GIVEN_TITLE = document.title;

/** @param name of what is shown; "": the report as a whole */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = name === "" ? GIVEN_TITLE : `${name} · ${GIVEN_TITLE}`;
  }, [name]);
}
