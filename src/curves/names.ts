/*
 * The names by which a column is known without a flag. They are compared in small letters, with blanks, dashes and
 * dots as underscores: `Seen Examples` is `seen_examples`.
 */

/** Parts of the data that a metric may be of. */
const partNames = words("train training val valid validation dev eval");

/** Names of x by rank: a table with a column of the first rank needs no look at the second. */
export const xNames: readonly (readonly string[])[] = [
  ["x"],
  words(`
    n d size data tokens compute flops steps params examples samples dataset_size data_size train_size training_size
    training_set_size size_train anchor anchor_size sample_size model_size seen_examples examples_seen seen_tokens
    tokens_seen training_tokens train_tokens n_tokens num_tokens training_flops train_flops training_compute step
    n_steps num_steps training_steps train_steps iterations parameters n_params num_params n_parameters num_parameters
    n_examples num_examples n_samples num_samples n_train num_train embedding_dimension width budget`),
  words(`
    total_tokens total_timesteps timesteps num_timesteps total_steps env_steps environment_steps env_frames frames
    global_step optimizer_step update_steps samples_seen seen_samples num_tokens_seen total_flops total_flos gflops
    tflops petaflops pflops exaflops macs gmacs total_params total_parameters non_embedding_params num_train_samples
    consumed_samples consumed_tokens train_examples training_examples training_samples data_points corpus_size
    flop training_flop petaflop_days pf_days training_dataset_size subset_size num_train_examples train_samples
    n_train_samples data_fraction fraction num_shots shots non_embedding_parameters`),
  words("epoch epochs iteration iter iters update updates round rounds generation generations episode episodes"),
  words("t c"),
];

/** The same for names without what is around them (`coreName`): what a logger adds says nothing of the rank. */
export const coreXNames: readonly (readonly string[])[] = [xNames[0], [...xNames[1], ...xNames[2]], ...xNames.slice(3)];

/** Counts of a run's steps: where a table has another size that grows with them, such as tokens, that one is x. */
export const stepNames: readonly string[] = words(`
  step steps n_steps num_steps training_steps train_steps iterations global_step optimizer_step update_steps total_steps`);

/** What grows along a run together with its steps. */
export const seenNames: readonly string[] = words(`
  tokens seen_examples examples_seen seen_tokens tokens_seen training_tokens train_tokens n_tokens num_tokens examples
  samples total_tokens total_timesteps timesteps samples_seen seen_samples num_tokens_seen consumed_samples consumed_tokens`);

/** Names of y by rank. */
export const yNames: readonly (readonly string[])[] = [
  ["y"],
  words(`
    loss error err metric cross_entropy nll error_rate
    test_loss test_error test_err test_error_rate test_cross_entropy test_nll eval_loss eval_error`),
  words("perplexity ppl rmse mse test_perplexity test_ppl"),
  words("accuracy acc reward return elo score test_accuracy test_acc test_score test_reward score_test"),
  // of one part of the data each: where a table has several, which one is meant is for the user to say
  partsOfData(words("loss error err error_rate ce cross_entropy nll")),
  partsOfData(words("perplexity ppl")),
  partsOfData(words("accuracy acc score")),
  words(`
    crossentropyloss cross_entropy_loss ce ce_loss lm_loss log_loss logloss bce bits_per_byte bpb bits_per_character bpc bits_per_token
    word_perplexity byte_perplexity xent test_ce mae mape validation_perplexity held_out_loss holdout_loss objective`),
  words(`
    ep_rew_mean episode_reward episodic_return episode_return mean_reward eval_reward avg_reward average_return
    success_rate win_rate pass_rate pass@1 elo_rating`),
  words(`
    acc1 top1 top_1 top1_acc top1_accuracy top_1_accuracy top_1_acc acc_top1 accuracy_top1 acc_norm exact_match`),
  words("f1 f1_score auc auroc roc_auc miou iou bleu"),
  partsOfData(
    words("crossentropyloss cross_entropy_loss ce_loss lm_loss bpb bits_per_byte mse rmse mae return f1 acc1"),
  ),
  words("value val"),
  words("r l"),
];

/** Metrics that grow without a ceiling, and metrics that ought to fall: a rising one is no approach to a ceiling. */
export const openEndedNames: readonly string[] = words(`
  reward return elo elo_rating ep_rew_mean episode_reward episodic_return episode_return mean_reward eval_reward
  avg_reward average_return test_reward r train_reward val_reward`);
export const fallingNames: readonly string[] = [
  ...words("loss error err nll ce cross_entropy error_rate perplexity ppl bpb bits_per_byte rmse mse mae"),
  ...words("test_loss test_error test_err test_nll test_cross_entropy test_error_rate test_ppl test_perplexity"),
  ...partsOfData(words("loss error err error_rate ce cross_entropy nll perplexity ppl bpb rmse mse mae")),
];

export const weightNames: readonly string[] = ["weight", "weights"];
export const sigmaNames: readonly string[] = ["sigma"];
export const trainNames: readonly string[] = ["train", "training", "is_train", "split"];

/** Last words of names that tell curves apart even where the values are numbers: `model`, `outer_seed`, `run id`. */
export const identifierNames: readonly string[] = words(`
  model task domain curve id openmlid name seed run trial fold rep replicate repeat dataset learner config method
  algorithm arch architecture optimizer experiment group series label variant key file`);

/** Columns of numbers that are no metric: what was set, or counted along the way; a column without a name counts rows. */
export const settingNames: readonly string[] = [
  "",
  ...words(`
  lr learning_rate epoch epochs batch batch_size bs depth layers n_layers num_layers heads n_heads num_heads d_model
  hidden hidden_size dropout weight_decay wd momentum temperature warmup warmup_steps time wall_time walltime timestamp
  seconds minutes hours duration runtime elapsed date year index idx row rank count iteration iter unnamed:_0`),
];

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

/** What a logger, a mean or a choice of rows puts around a name. */
const affixes = words(`
  final last best mean avg average median smoothed raw overall global cumulative total trainer rollout time charts metrics
  losses performance perf metric logs log results result number no num of`);

/**
 * The name without a path and without words that say only how it was logged or what it is counted in: `trainer/global_step`,
 * `_step`, `final_loss`, `rollout/ep_rew_mean`, `valLoss`, `error in %`; `loss/val` is `val_loss`.
 */
export function coreName(name: string): string {
  if (name.length > LONGEST_NAME) return plainName(name);
  const written = withoutUnit(name.replace(/^\s*#\s*|(?:\s+in\s+\S+|\s*%|\s*[+−-]\s*\d+)\s*$/gi, ""))
    .trim()
    .replace(/^(metrics|params|summary|config|history)\./, "$1/");
  const spread = written.replace(/(\p{Ll})(\p{Lu})/gu, "$1_$2");
  const parts = spread.split("/").flatMap((part) => plainName(part).replace(/^_+|_+$/g, "") || []);
  const [leaf = "", above = ""] = parts.toReversed();
  const part = parts.slice(0, -1).findLast(isPart);
  if (isPart(leaf) && above !== "") return `${leaf}_${withoutAffixes(above)}`;
  const core = isKnown(leaf) ? leaf : known(partFirst(withoutAffixes(leaf)));
  // steps are the same whichever part of the data is looked at
  if (part === undefined || xNames.flat().includes(core)) return core;
  const ofPart = known(`${part}_${core}`);
  return isKnown(ofPart) || !isKnown(core) ? ofPart : core;
}

/** `train_loss_step`, `epoch_loss` and `test_scores` as the names that are known. */
function known(core: string): string {
  const others = [core.replace(/_(step|epoch)$/, ""), core.replace(/^(epoch|batch)_/, ""), core.replace(/s$/, "")];
  return [core, ...others].find(isKnown) ?? core;
}

const knownNames = new Set([...xNames, ...yNames].flat());

function isKnown(name: string): boolean {
  return knownNames.has(name);
}

/** Whether a metric is of data that nothing was trained on. */
export function isHeldOut(name: string): boolean {
  const [part] = coreName(name).split("_");
  return isPart(part) && !part.startsWith("train");
}

/** Whether the last word of a name is a usual one for the metric. */
export function endsInMetric(name: string): boolean {
  return yNames.flat().includes(coreName(name).split("_").at(-1) ?? "");
}

/** Whether a word is a part of the data. */
export function isPart(word: string): boolean {
  return word === "test" || partNames.includes(word);
}

function withoutAffixes(name: string): string {
  let rest = name.split("_");
  while (rest.length > 1 && affixes.includes(rest[0])) rest = rest.slice(1);
  while (rest.length > 1 && affixes.includes(rest.at(-1)!)) rest = rest.slice(0, -1);
  return rest.join("_");
}

/** `loss_val` as `val_loss`. */
function partFirst(name: string): string {
  const words = name.split("_");
  const last = words.at(-1)!;
  return words.length > 1 && isPart(last) ? [last, ...words.slice(0, -1)].join("_") : name;
}

/** Whether a column is called one of these, as it is or without its unit: `Tokens Seen (B)`, `tokens_B`. */
export function isCalled(name: string, names: readonly string[]): boolean {
  return names.includes(plainName(name)) || names.includes(bareName(name));
}

/** No longer name is looked at for what is usual: expressions that look from the end are slow on very many blanks. */
export const LONGEST_NAME = 1000;

/** A unit in brackets, or one that stands behind a word of some letters: `c_k` is no c. */
function withoutUnit(name: string): string {
  if (name.length > LONGEST_NAME) return name;
  const bare = name.replace(/\s*[([][^()[\]]{1,16}[)\]]\s*$/, "");
  return bare.replace(/(\p{L}{4})[\s\-_.]+(?:[bkmt]|bn|billions?|millions?|[tp]?flops?)$/iu, "$1");
}

/** The same for the many columns of a table, whose forms are made once. @param formsOf the forms in which a name is looked up */
export function callsOf(formsOf: (name: string) => readonly string[]): typeof isCalled {
  const known = new Map<string, readonly string[]>();
  return (name, names) => {
    const forms = known.get(name) ?? formsOf(name);
    known.set(name, forms);
    return forms.some((form) => names.includes(form));
  };
}

/** The same for what is left of a name without path, affixes and unit (`coreName`). */
export function isCoreCalled(name: string, names: readonly string[]): boolean {
  return names.includes(coreName(name));
}

function partsOfData(metrics: readonly string[]): string[] {
  return partNames.flatMap((part) => metrics.map((metric) => `${part}_${metric}`));
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

/** Those that are preferred, where there are any. */
export function preferred(names: readonly string[], isBetter: (name: string) => boolean): string[] {
  const better = names.filter(isBetter);
  return better.length > 0 ? better : [...names];
}

/** Names in a sentence. */
export function list(names: readonly string[], last = "and"): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}

/** Whether a column has no name of its own: the numbers of rows that pandas and R write. */
export function isNameless(name: string): boolean {
  return /^unnamed: \d+$/i.test(name);
}

/** What a name has in place of the stars of a pattern; null where it is not like the pattern. No pattern takes long. */
export function starred(pattern: string, name: string): string | null {
  const parts = pattern.split("*");
  const [first, last] = [parts[0], parts[parts.length - 1]];
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return null;
  const middle = name.slice(first.length, name.length - last.length);
  let rest = middle;
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return null;
    rest = rest.slice(at + part.length);
  }
  return middle;
}
