/** A command line that breaks between its words, where they are not too long for that. */
export function Command({ text }: { text: string }) {
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
