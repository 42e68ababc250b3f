import { useState } from "preact/hooks";
import { announce } from "./Announcement.js";

/**
 * Puts text on the clipboard and says whether it is there.
 *
 * @param of what is copied: a page has several such buttons
 */
export function CopyButton({ text, of }: { text: string; of: string }) {
  const [said, say] = useState("Copy");
  const copy = async () => {
    const done = (await copied(text)) ? "Copied" : "Select the text and copy it";
    say(done);
    announce(`${done}: ${of}`);
    setTimeout(() => say("Copy"), 2500);
  };
  return (
    <button type="button" class="plain screen-only" aria-label={`${said}: ${of}`} onClick={() => void copy()}>
      {said}
    </button>
  );
}

/** A page from a file may have no clipboard: the old way is tried then. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
}

function copiedBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  // the only way without a clipboard
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
