import { z } from "zod";
import type { JsonShape, OptionEntry, OptionTable, ValuesOf } from "../core/optionTable.js";

/**
 * The options of a table as metadata hold them. Loose: a field that a later version adds must survive being read and
 * written again.
 */
export function optionsSchema<Table extends OptionTable>(table: Table): z.ZodType<ValuesOf<Table>> {
  return z.looseObject(optionFields(table)) as unknown as z.ZodType<ValuesOf<Table>>;
}

/** The schema of each option by itself. */
export function optionFields<Table extends OptionTable>(
  table: Table,
): { [Name in keyof Table]: z.ZodType<Table[Name]["default"]> } {
  const fields = Object.entries(table).map(([name, entry]) => [name, schemaOf(entry)]);
  return Object.fromEntries(fields) as { [Name in keyof Table]: z.ZodType<Table[Name]["default"]> };
}

function schemaOf({ kind, isLater, ...entry }: OptionEntry<unknown>): z.ZodType {
  const schema = schemaOfShape(kind.json);
  return isLater ? schema.default(entry.default) : schema;
}

/** A number that JSON has no word for travels as text. */
export const extendedNumber = z.union([z.number(), z.enum(["Infinity", "-Infinity", "NaN", "-0"]).transform(Number)]);

const SIMPLE = { number: z.number(), extended: extendedNumber, text: z.string(), boolean: z.boolean() };

function schemaOfShape(shape: JsonShape): z.ZodType {
  if (typeof shape === "string") return SIMPLE[shape];
  if ("listOf" in shape) return z.array(schemaOfShape(shape.listOf));
  if ("pairOf" in shape) return z.tuple([schemaOfShape(shape.pairOf), schemaOfShape(shape.pairOf)]);
  if ("recordOf" in shape) return z.record(z.string(), schemaOfShape(shape.recordOf));
  if ("nullOr" in shape) return schemaOfShape(shape.nullOr).nullable();
  if ("either" in shape) return z.union(shape.either.map(schemaOfShape));
  return z.enum(shape);
}
