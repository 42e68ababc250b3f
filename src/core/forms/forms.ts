import { bnslForm } from "./bnsl/form.js";
import type { Form } from "./form.js";
import { m4Form } from "./m4/form.js";

const forms: readonly Form[] = [bnslForm, m4Form];

/** What every form is called, in the shaders too. */
export const MODEL_NAMES: readonly string[] = forms.map((form) => form.name);

/** The form of a given name; a form is found by it in workers and among the shaders, too. */
export function formNamed(name: string): Form {
  const form = forms.find((candidate) => candidate.name === name);
  if (!form) throw new Error(`no form is called "${name}": there are ${forms.map((f) => f.name).join(", ")}`);
  return form;
}
