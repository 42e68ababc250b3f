import { DataType, Field, makeData, RecordBatch, Schema, Struct, type Vector } from "apache-arrow";
import { isMissing, isNotFinite, parseNumber, textCells } from "./cells.js";
import {
  type Decimal,
  isPercent,
  numberParts,
  type NumberParts,
  readSpelled,
  type Spelling,
  spellingOf,
  valueOf,
  withSpelling,
} from "./numberWords.js";
import type { RawBatch } from "./source.js";

/**
 * Batches in which the type of a column of text says how its numbers are written, where they have decimal commas, separated
 * thousands or units: `numberCells` reads them so. The first batch decides for all.
 *
 * @param decimal the mark before decimals, where it was given
 */
export async function* spelled(batches: AsyncIterable<RawBatch>, decimal?: Decimal): AsyncGenerator<RawBatch> {
  let known: readonly (Spelling | null)[] | undefined;
  for await (const raw of batches) {
    if (raw.batch.numRows > 0) known ??= spellingsOf(raw, decimal);
    const isPlain = known === undefined || known.every((spelling) => spelling === null);
    yield isPlain ? raw : { ...raw, batch: retyped(raw.batch, known!) };
  }
}

/** What there is to say of columns that are read as numbers: a line on how they were read, and one for each in doubt. */
export function spellingNotes(batch: RecordBatch, columns: readonly string[]): string[] {
  const found = columns.flatMap((name) => {
    const field = batch.schema.fields.find((each) => String(each.name) === name);
    const spelling = field === undefined ? null : spellingOf(field.type as DataType);
    return spelling === null ? [] : [{ name, spelling }];
  });
  const read = found.flatMap(({ name, spelling: { examples } }) =>
    examples.length === 0
      ? []
      : `${name}: ${examples.map(([text, number]) => `${text} is read as ${number}`).join(", ")}`,
  );
  const doubts = found.flatMap(({ name, spelling: { doubt, decimal } }) => {
    if (doubt === null) return [];
    const [marks, other] = decimal === "." ? ["points", ","] : ["commas", "."];
    const value = readSpelled(doubt.text, { decimal, unit: null, examples: [], doubt });
    const lead = `${name}: ${doubt.text} is read as ${value}, although ${doubt.beside} is in the same column`;
    return `${lead}; if ${marks} separate thousands, say --decimal ${other}`;
  });
  return [...(read.length === 0 ? [] : [read.join("; ")]), ...doubts];
}

/** Each batch has the names and types of the first. */
function retyped(batch: RecordBatch, spellings: readonly (Spelling | null)[]): RecordBatch {
  const fields = batch.schema.fields.map((field, i) => {
    const spelling = spellings.at(i) ?? null;
    if (spelling === null || !isText(field.type as DataType)) return field;
    return new Field(
      String(field.name),
      withSpelling(field.type as DataType, spelling),
      field.nullable,
      field.metadata,
    );
  });
  const children = batch.data.children.map((data, i) => data.clone(fields[i].type as DataType));
  const data = makeData({ type: new Struct(fields), length: batch.numRows, nullCount: 0, children });
  return new RecordBatch(new Schema(fields, batch.schema.metadata), data);
}

function isText(type: DataType): boolean {
  const isString = (of: DataType) => DataType.isUtf8(of) || DataType.isLargeUtf8(of) || DataType.isUtf8View(of);
  return isString(type) || (DataType.isDictionary(type) && isString(type.dictionary as DataType));
}

function spellingsOf({ batch, oneMark, sparse }: RawBatch, asked?: Decimal): (Spelling | null)[] {
  // numbers of JSON have points, and stand among text where one of them is text
  const given = asked ?? (sparse === true ? "." : undefined);
  const looks = batch.schema.fields.map((field, i) =>
    isText(field.type as DataType) ? lookAt(batch.getChildAt(i)!) : null,
  );
  const sure = new Set(looks.flatMap((look) => (look === null ? [] : (sureMark(look) ?? []))));
  // a quoted "0,1" between commas may be a list, and says nothing of the 2.125 of another column; a 2.5 does of "12,500"
  const [mark] = sure;
  const table = given ?? (sure.size === 1 && (oneMark === true || mark === ".") ? mark : undefined);
  return looks.map((look) => look && spellingFor(look, table, given));
}

/** Rows that are looked at. */
const MOST_ROWS = 65_536;

/** What the numbers of a column look like. */
interface Look {
  /** those that no program writes so */
  readonly odd: readonly string[];
  /** the first of each kind of mark */
  readonly marks: Partial<Record<NumberParts["mark"], string>>;
  /** whole numbers without marks: the greatest; 0 where there is none */
  readonly greatest: number;
  /** whether a number with one mark and three digits behind it ends in 0, which decimals of programs do not */
  readonly isRound: boolean;
  readonly units: ReadonlySet<string>;
  readonly powers: ReadonlySet<number>;
  readonly hasLowerM: boolean;
  /** the least number without a unit, 0 left out */
  readonly leastBare: number;
}

/** A number whose point is no separator of thousands. */
const plainNumber = /^\d+(\.(\d\d?|\d{4,}))?$/;

/** Null for a column of words. */
function lookAt(column: Vector): Look | null {
  const cells = textCells(column.length > MOST_ROWS ? column.slice(0, MOST_ROWS) : column) ?? [];
  const marks: Partial<Record<NumberParts["mark"], string>> = {};
  const look = { odd: [] as string[], marks, greatest: 0, isRound: false, hasLowerM: false, leastBare: Infinity };
  const [units, powers] = [new Set<string>(), new Set<number>()];
  let numbers = 0;
  let words = 0;
  for (const cell of cells) {
    if (cell === null) continue;
    if (plainNumber.test(cell)) {
      // nearly all cells of nearly all tables
      const value = Number(cell);
      numbers++;
      if (cell.includes(".")) marks.point ??= cell;
      else [marks.none, look.greatest] = [marks.none ?? cell, Math.max(look.greatest, value)];
      if (value > 0 && value < look.leastBare) look.leastBare = value;
      continue;
    }
    const parts = numberParts(cell);
    if (parts === null) {
      if (!isMissing(cell) && !isNotFinite(cell)) words++;
      continue;
    }
    numbers++;
    const { mark, unit, body } = parts;
    marks[mark] ??= cell;
    if (Number.isNaN(parseNumber(cell)) || mark === "eitherPoint") look.odd.push(cell);
    if (mark === "none") look.greatest = Math.max(look.greatest, Number(body));
    look.isRound ||= mark.startsWith("either") && body.endsWith("0");
    look.hasLowerM ||= unit?.isLowerM ?? false;
    if (unit !== null) {
      units.add(unit.word);
      powers.add(unit.isLowerM ? 0 : unit.power);
    } else if (/[1-9]/.test(body)) look.leastBare = Math.min(look.leastBare, Math.abs(valueOf(parts, markFor(mark))));
  }
  return numbers > words ? { ...look, units, powers } : null;
}

function markFor(mark: NumberParts["mark"]): Decimal {
  return mark === "comma" ? "," : ".";
}

/** The mark of which the column leaves no doubt. */
function sureMark({ marks }: Look): Decimal | undefined {
  if ((marks.comma === undefined) === (marks.point === undefined)) return undefined;
  return marks.comma === undefined ? "." : ",";
}

/** Null: its numbers are written as programs write them, or in ways that exclude each other, so that some are refused. */
function spellingFor(look: Look, table: Decimal | undefined, given: Decimal | undefined): Spelling | null {
  const { marks, units } = look;
  const isMixed = marks.comma !== undefined && marks.point !== undefined;
  const own = given ?? sureMark(look) ?? (isMixed ? undefined : table);
  // thousands in commas beside smaller numbers without: decimals would have a comma there, too
  const isThousands = marks.eitherComma !== undefined && marks.none !== undefined && look.greatest < 1000;
  const decimal = own ?? (isMixed || (marks.eitherComma !== undefined && !isThousands) ? undefined : ".");
  const unit = units.size === 0 ? null : unitFor(look);
  if (decimal === undefined || unit === undefined) return null;
  const doubt = given === undefined ? doubtOf(look, decimal) : null;
  if (decimal === "." && look.odd.length === 0 && doubt === null) return null;
  const spelling = { decimal, unit, doubt };
  const examples = examplesOf(look.odd, { ...spelling, examples: [] });
  return decimal === "." && examples.length === 0 && doubt === null ? null : { ...spelling, examples };
}

/** how much smaller than the least power of ten in the units a number without one may be: 500 beside 1K, but not 7 beside 13B */
const NEAR = 1000;

/** Undefined where units, or numbers without one, leave open what is meant. */
function unitFor({ units, powers, hasLowerM, leastBare }: Look): Spelling["unit"] | undefined {
  if (units.size > 1) return undefined;
  const [word] = units;
  const letters = [...powers].filter((power) => power > 0);
  if (hasLowerM && letters.length === 0) return undefined;
  const least = isPercent(word) ? Infinity : letters.length === 0 ? 0 : 10 ** Math.min(...letters) / NEAR;
  return leastBare < least ? undefined : { word, hasLowerM, leastBare: least };
}

/** A number such as 1.000 beside 250: decimals, as they are read, are written alike by programs. */
function doubtOf({ marks, greatest, isRound }: Look, decimal: Decimal): Spelling["doubt"] {
  const text = decimal === "." ? marks.eitherPoint : marks.eitherComma;
  const sure = decimal === "." ? marks.point : marks.comma;
  const likely = greatest < 1000 && (isRound || greatest >= 100);
  if (text === undefined || sure !== undefined || marks.none === undefined || !likely) return null;
  return { text, beside: marks.none };
}

const MOST_EXAMPLES = 2;

/** The first cells of each way of writing that are not read as programs would. */
function examplesOf(odd: readonly string[], spelling: Spelling): Spelling["examples"] {
  const examples = new Map<string, readonly [string, string]>();
  for (const cell of odd) {
    const kind = cell.replace(/\d+/g, "0");
    if (examples.size === MOST_EXAMPLES) break;
    const value = readSpelled(cell, spelling);
    if (examples.has(kind) || Number.isNaN(value) || value === parseNumber(cell)) continue;
    examples.set(kind, [cell.trim(), numberWord(value)]);
  }
  return [...examples.values()];
}

/** Large numbers as people write them: 1.3e9. */
function numberWord(value: number): string {
  return Math.abs(value) >= 1e6 ? value.toExponential().replace("e+", "e") : String(value);
}
