import { useState } from "preact/hooks";
import { counted } from "./numbers.js";

/**
 * Text to take away, with a button that copies it.
 *
 * @param of what it is: a page has several such buttons
 * @param named whether this is to be read in front of it
 */
export function Copied({ of, text, named = true }: { of: string; text: string; named?: boolean }) {
  return (
    <div class="copied">
      {named && <span>{of}</span>}
      <Command text={text} />
      <CopyButton text={text} of={of} />
    </div>
  );
}

/** A command line that breaks between its words, where they are not too long for that. */
function Command({ text }: { text: string }) {
  return (
    <code>
      {text.split(" ").flatMap((word, i) => [
        i === 0 ? "" : " ",
        <span key={i} class={word.length < 36 ? "whole" : undefined}>
          {word}
        </span>,
      ])}
    </code>
  );
}

/** Puts text on the clipboard and says whether it is there. */
function CopyButton({ text, of }: { text: string; of: string }) {
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

const ID = "announcement";

/** The one place whose words a screen reader says of what was done without the focus moving. */
export function Announcement() {
  return <p id={ID} class="visually-hidden" role="status" />;
}

/** Says it once; the same words are said again when they come again. */
function announce(words: string): void {
  const place = document.getElementById(ID);
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

/** On paper: how much of a list was not printed. */
export function LeftOut({ shown, all, noun }: { shown: number; all: number; noun: string }) {
  if (shown >= all) return null;
  return (
    <p class="note print-only">{counted(all - shown, `more ${noun}`)} left out here: filter them to print them.</p>
  );
}
