// Separate from errors.ts, which needs the types of results: options are checked without them.

/** Bad usage or bad input: names the file, line or row, column and value. The command line exits with 2. */
export class InputError extends Error {
  override name = "InputError";
  /** flags with which the same command may succeed, with which the message ends */
  readonly flags: string | null;

  constructor(message: string, { flags = null, ...options }: ErrorOptions & { readonly flags?: string | null } = {}) {
    super(message, options);
    this.flags = flags;
  }
}
