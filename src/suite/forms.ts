import { InputError } from "../core/errors.js";
import { bnslForm } from "../core/forms/bnsl/form.js";
import type { Form } from "../core/forms/form.js";
import { m4Form } from "../core/forms/m4/form.js";
import type { Status } from "../core/status.js";
import type { Curve, FitOptions } from "../core/types.js";

/** A functional form of the literature: a model, what of it is fixed, tied or bounded, and its own parameters. */
export interface SuiteForm {
  readonly name: string;
  readonly equation: string;
  readonly source: string;
  readonly model: Form;
  readonly breaks: number;
  readonly options: Partial<FitOptions>;
  /** starts under "auto", where the form needs fewer than its model with as many breaks */
  readonly starts?: number;
  /** the form's own parameters from those that the model reports */
  params(reported: Readonly<Record<string, number>>): Record<string, number>;
  /** the form's own name of a model's parameter, where it has another one */
  readonly own: Readonly<Record<string, string>>;
}

/** Far beyond any data: M3 with γ → 0 is M1, with γ → ∞ a constant. */
const ANY_PLACE = [1e-30, 1e30] as const;
/** Where γ is large, only a large c leaves a slope. */
const M3_EXPONENT = 200;

const REVISITING = "Alabdulmohsin et al. 2022";

/** The forms that are fitted as one model with one number of breaks; `bnsl` itself chooses its own. */
export const SUITE_FORMS: readonly SuiteForm[] = [
  {
    name: "m1",
    equation: "y = β·x^(−c)",
    source: REVISITING,
    model: bnslForm,
    breaks: 0,
    options: { fixed: { a: 0 } },
    params: ({ b, c0 }) => ({ beta: b, c: c0 }),
    own: { b: "beta", c0: "c" },
  },
  {
    name: "m2",
    equation: "y = ε∞ + β·x^(−c)",
    source: REVISITING,
    model: bnslForm,
    breaks: 0,
    options: {},
    params: ({ a, b, c0 }) => ({ e_inf: a, beta: b, c: c0 }),
    own: { a: "e_inf", b: "beta", c0: "c" },
  },
  {
    name: "m3",
    equation: "y = β·(1/x + γ)^c",
    source: REVISITING,
    model: bnslForm,
    breaks: 1,
    options: {
      fixed: { a: 0, f1: 1 },
      ties: { c1: "-c0" },
      bounds: { c: [-M3_EXPONENT, M3_EXPONENT], c0: [0, M3_EXPONENT], d1: ANY_PLACE },
    },
    starts: 512,
    params: ({ b, ln_b, c0, d1 }) => ({ beta: b, ln_beta: ln_b, gamma: 1 / d1, c: c0 }),
    own: { b: "beta", c0: "c", d1: "gamma" },
  },
  {
    name: "m4",
    equation: "(y − ε∞)/(ε0 − y)^α = β·x^(−c)",
    source: REVISITING,
    model: m4Form,
    breaks: 0,
    options: {},
    params: (reported) => ({ ...reported }),
    own: {},
  },
  {
    name: "henighan",
    equation: "y = L∞ + (x0/x)^α",
    source: "Henighan et al. 2020",
    model: bnslForm,
    breaks: 0,
    options: {},
    params: ({ a, ln_b, c0 }) => ({ L_inf: a, x0: Math.exp(ln_b / c0), alpha: c0 }),
    own: { a: "L_inf", b: "x0", c0: "alpha" },
  },
];

/** Every form that a suite can be asked for. */
export const FORM_NAMES: readonly string[] = [...SUITE_FORMS.map((form) => form.name), "bnsl"];

export const DEFAULT_FORMS: readonly string[] = ["m1", "m2", "m3", "m4", "bnsl"];

/** The names as they were given, in lower case. InputError for one that is not known or stands twice. */
export function resolveForms(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  if (lower.length === 0) throw new InputError(`name at least one form: there are ${FORM_NAMES.join(", ")}`);
  lower.forEach((name, i) => {
    if (!FORM_NAMES.includes(name)) {
      throw new InputError(`there is no form "${names[i]}": there are ${FORM_NAMES.join(", ")}`);
    }
    if (lower.indexOf(name) < i) throw new InputError(`the form ${name} is named twice: name it once`);
  });
  return lower;
}

/** One form fitted to the training rows of one curve: a cell of a suite. */
export interface FormFit {
  readonly curve: Curve;
  /** name of the form, as `--forms` has it */
  readonly form: string;
  readonly status: Status;
  /** reported parameters by name, in the form's own order; empty without a fit */
  readonly params: Readonly<Record<string, number>>;
  /** ŷ at any x > 0; null without a fit */
  readonly predict: ((x: number) => number) | null;
  /** starts drawn, and the share of them that reached the reported minimum (null without a fit) */
  readonly starts: number;
  readonly basinShare: number | null;
  /** names of parameters that stand on a bound */
  readonly atBound: readonly string[];
}

/** All cells of a suite, and what fitted them. */
export interface FormFits {
  /** by curve, forms in the order asked for */
  readonly fits: readonly (readonly FormFit[])[];
  readonly engine: string;
  /** the adapter's own words; null on the CPU */
  readonly adapter: string | null;
}
