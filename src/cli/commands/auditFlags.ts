import type { Option } from "commander";
import { AUDIT_OPTIONS, resolveAudit, type AuditRequest } from "../../uncertainty/request.js";
import { inputOptions, resultOptions, type FittedFlags } from "../fittedFlags.js";
import { flagsOf, optionsFrom, type FlagsOf } from "../optionFlags.js";

/** The flags of `bnsl audit` as Commander hands them over. */
export type AuditFlags = FittedFlags & FlagsOf<typeof AUDIT_OPTIONS>;

/** The options that `bnsl audit` knows, in the order of its help. */
export function auditFlags(): Option[] {
  return [...inputOptions(), ...flagsOf(AUDIT_OPTIONS), ...resultOptions("a row per kind of interval of a curve")];
}

/** What is asked for. InputError where a value cannot be. */
export function auditRequest(flags: AuditFlags): AuditRequest {
  return resolveAudit(optionsFrom(AUDIT_OPTIONS, flags));
}
