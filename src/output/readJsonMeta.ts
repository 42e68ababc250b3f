import { z } from "zod";
import { InputError } from "../errors.js";

/**
 * The JSON that a schema's metadata hold under a key, checked; null where there is none.
 *
 * @param file for messages
 * @throws InputError that says what is damaged
 */
export function readJsonMeta<T>(
  metadata: ReadonlyMap<string, string>,
  mark: string,
  schema: z.ZodType<T>,
  file: string,
): T | null {
  const json = metadata.get(mark);
  if (json === undefined) return null;
  const parsed = schema.safeParse(parseJson(json, mark, file));
  if (parsed.success) return parsed.data;
  throw new InputError(`${file}: its metadata ${mark} is damaged:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(json: string, mark: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(`${file}: its metadata ${mark} is not JSON (${(error as Error).message})`);
  }
}
