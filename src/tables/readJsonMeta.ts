import type { z } from "zod";
import { InputError } from "../core/errors.js";

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
  throw new InputError(`${file}: its metadata ${mark} is damaged at ${placesOf(parsed.error)}; ${advice}`);
}

const MOST_PLACES = 5;

function placesOf({ issues }: z.ZodError): string {
  const places = issues.map(({ path }) => path.join(".") || "its begin");
  const more = places.length > MOST_PLACES ? [`${places.length - MOST_PLACES} more`] : [];
  return [...places.slice(0, MOST_PLACES), ...more].join(", ");
}

const advice = "write or copy it again, or give it as CSV, which has none";

function parseJson(json: string, mark: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(`${file}: its metadata ${mark} is not JSON (${(error as Error).message}); ${advice}`);
  }
}
