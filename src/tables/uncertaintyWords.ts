import type { BootstrapStatus, IntervalMethod, Quantity } from "../uncertainty/types.js";

/** The words that tables of uncertainty may hold, each once. */
type Words<T extends string> = Readonly<Record<T, true>>;

export const QUANTITIES: Words<Quantity> = {
  ...{ a: true, b: true, c0: true, c: true, d: true, f: true, slope: true },
  ...{ prediction: true, band: true, reach: true, never: true, profile: true },
};

export const METHODS: Words<IntervalMethod> = {
  ...{ envelope: true, percentile: true, basic: true, bca: true, delta: true, profile: true },
};

export const BOOTSTRAP_STATUSES: Words<BootstrapStatus> = {
  ...{ ok: true, "no-fit": true, "no-freedom": true, "too-few-refits": true },
};
