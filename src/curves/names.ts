/*
 * The names by which a column is known without a flag. They are compared in small letters, with blanks, dashes and
 * dots as underscores: `Seen Examples` is `seen_examples`.
 */

/** Names of x by rank: a table with a column of the first rank needs no look at the second. */
export const xNames: readonly (readonly string[])[] = [
  ["x"],
  words(`
    n d size data tokens compute flops steps params examples samples dataset_size data_size train_size training_size
    training_set_size size_train anchor anchor_size sample_size model_size seen_examples examples_seen seen_tokens
    tokens_seen training_tokens train_tokens n_tokens num_tokens training_flops train_flops training_compute step
    n_steps num_steps training_steps train_steps iterations parameters n_params num_params n_parameters num_parameters
    n_examples num_examples n_samples num_samples n_train num_train embedding_dimension width budget`),
];

/** Names of y by rank. */
export const yNames: readonly (readonly string[])[] = [
  ["y"],
  words(`
    loss error err metric accuracy acc reward return elo score perplexity ppl cross_entropy nll error_rate rmse mse
    test_loss test_error test_err test_error_rate test_accuracy test_acc test_score test_perplexity test_ppl
    test_cross_entropy test_nll test_reward score_test eval_loss eval_error`),
  // of one part of the data each: where a table has several, which one is meant is for the user to say
  partsOfData(
    words("train training val valid validation dev eval"),
    words("loss error err error_rate accuracy acc score perplexity ppl ce cross_entropy nll"),
  ),
];

export const weightNames: readonly string[] = ["weight", "weights"];
export const sigmaNames: readonly string[] = ["sigma"];
export const trainNames: readonly string[] = ["train", "training", "is_train", "split"];

/** Last words of names that tell curves apart even where the values are numbers: `model`, `outer_seed`, `run id`. */
export const identifierNames: readonly string[] = words(`
  model task domain curve id openmlid name seed run trial fold rep replicate repeat dataset learner config method
  algorithm arch architecture optimizer experiment group series label variant key file`);

/** Columns of numbers that are no metric: what was set, or counted along the way. */
export const settingNames: readonly string[] = words(`
  lr learning_rate epoch epochs batch batch_size bs depth layers n_layers num_layers heads n_heads num_heads d_model
  hidden hidden_size dropout weight_decay wd momentum temperature warmup warmup_steps time wall_time walltime timestamp
  seconds minutes hours duration runtime elapsed date year index idx row rank count iteration iter unnamed:_0`);

/** Whether a column of this name tells curves apart. */
export function isIdentifier(name: string): boolean {
  return identifierNames.includes(plainName(name).split("_").at(-1) ?? "");
}

/** The form in which names are compared. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s\-_.]+/g, "_");
}

/** The form in which names are compared, without a unit. */
export function bareName(name: string): string {
  return plainName(withoutUnit(name));
}

/** Whether a column is called one of these, as it is or without its unit: `Tokens Seen (B)`, `tokens_B`. */
export function isCalled(name: string, names: readonly string[]): boolean {
  return names.includes(plainName(name)) || names.includes(bareName(name));
}

/** A unit in brackets, or one that stands behind a word of some letters: `c_k` is no c. */
function withoutUnit(name: string): string {
  const bare = name.replace(/\s*[([][^()[\]]{1,16}[)\]]\s*$/, "");
  return bare.replace(/(\p{L}{4})[\s\-_.]+(?:[bkmt]|bn|billions?|millions?|[tp]?flops?)$/iu, "$1");
}

function partsOfData(parts: readonly string[], metrics: readonly string[]): string[] {
  return parts.flatMap((part) => metrics.map((metric) => `${part}_${metric}`));
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** ` (did you mean "Loss"?)` where one of the names is a slip away from what was written, else nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  const [near] = nearestNames(written, names, (name) => [name], 1);
  if (near === undefined) return "";
  const few = Math.max(1, Math.floor(written.length / 3));
  return slips(written.toLowerCase(), near.toLowerCase()) > few ? "" : ` (did you mean "${near}"?)`;
}

/** The `most` things nearest to what was written, by the nearest of each one's names; ties keep their order. */
export function nearestNames<T>(
  written: string,
  things: readonly T[],
  namesOf: (thing: T) => readonly string[],
  most: number,
): T[] {
  const word = written.toLowerCase();
  return things
    .map((thing) => ({
      thing,
      slips: Math.min(...namesOf(thing).map((name) => slips(word, name.toLowerCase()))),
    }))
    .sort((p, q) => p.slips - q.slips)
    .slice(0, most)
    .map(({ thing }) => thing);
}

/** Levenshtein distance: letters to put in, take out or change. */
function slips(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = above[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(change, above[j] + 1, row[j - 1] + 1));
    }
    above = row;
  }
  return above[to.length];
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w.,:/+=@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The name of a column as `--curve` takes it in a list. */
export function inList(name: string): string {
  return /[,"]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Whether a column has no name of its own: the numbers of rows that pandas and R write. */
export function isNameless(name: string): boolean {
  return /^unnamed: \d+$/i.test(name);
}
