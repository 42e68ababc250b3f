import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import { MAX_BREAKS, show } from "../core/options.js";
import { MOST_FRESH_STARTS } from "./refitProblem.js";

export const MAX_RESAMPLES = 1_000_000;

/** What is asked for with the defaults beside it. InputError for an option that there is none of; `what`: whose they are. */
export function complete<T extends object>(partial: Partial<T>, defaults: T, what: string): T {
  const unknown = Object.keys(partial).find((name) => !Object.hasOwn(defaults, name));
  if (unknown !== undefined) {
    throw new InputError(
      `there is no option "${unknown}"; the options of ${what} are ${Object.keys(defaults).join(", ")}`,
    );
  }
  return { ...defaults, ...given(partial) };
}

/** @throws InputError where the value is no number between 0 and 1 */
export function checkShare(name: string, value: unknown, example: string): void {
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw new InputError(`${name} is ${show(value)}: it must lie between 0 and 1, ${example}`);
}

/** @throws InputError where the value is neither "auto" nor a number of starts from `least` */
export function checkCountOrAuto(name: string, value: unknown, least: number): void {
  const whole = typeof value === "number" && Number.isInteger(value);
  if (value === "auto" || (whole && value >= least && value <= MOST_FRESH_STARTS)) return;
  throw new InputError(
    `${name} is ${show(value)}: it must be a whole number from ${least} to ${MOST_FRESH_STARTS}, or "auto"`,
  );
}

/** @throws InputError where the value is neither "selected" nor a number of breaks that can be fitted */
export function checkBreaks(breaks: unknown): void {
  const whole = typeof breaks === "number" && Number.isInteger(breaks);
  if (breaks === "selected" || (whole && breaks >= 0 && breaks <= MAX_BREAKS)) return;
  throw new InputError(`breaks is ${show(breaks)}: it must be "selected", or a whole number from 0 to ${MAX_BREAKS}`);
}
