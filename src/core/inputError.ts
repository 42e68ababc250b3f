// Separate from errors.ts, which needs the types of results: options are checked without them.

/** Bad usage or bad input: names the file, line or row, column and value. The command line exits with 2. */
export class InputError extends Error {
  override name = "InputError";
}
