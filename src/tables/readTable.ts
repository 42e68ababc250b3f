import type { SuiteCell, SuiteSection } from "../suite/suiteResult.js";
import type { SuiteMeta } from "./suiteMeta.js";

/** A table beside the fits; `meta` is null where its format carries none (CSV, JSON lines). */
export interface ReadTable<Row, Meta> {
  readonly rows: readonly Row[];
  readonly meta: Meta | null;
}

/** Forms of the literature on the same or other curves. */
export interface ReadSuite {
  readonly forms: readonly string[];
  readonly cells: readonly SuiteCell[];
  /** all, then groups, then domains */
  readonly sections: readonly SuiteSection[];
  readonly meta: SuiteMeta | null;
}

/** Something with what it is called in messages: the file that it was read from. */
export interface Named<T> {
  readonly name: string;
  readonly table: T;
}
