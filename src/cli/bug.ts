/** What the process exits with where an error is nobody's but ours. */
export const BUG_EXIT_CODE = 70;

/** What is written of an error that nobody has foreseen. */
export function bugText(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: this is a bug in bnsl, please report it with the lines below\n${trace}\n`;
}
