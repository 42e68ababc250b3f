import { bnslForm } from "./bnsl/form.js";
import type { Form } from "./form.js";

const forms: readonly Form[] = [bnslForm];

/** The form of a given name; a form is found by it in workers and among the shaders, too. */
export function formNamed(name: string): Form {
  const form = forms.find((candidate) => candidate.name === name);
  if (!form) throw new Error(`no form is called "${name}": there are ${forms.map((f) => f.name).join(", ")}`);
  return form;
}
