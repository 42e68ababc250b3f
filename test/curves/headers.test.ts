import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { loadCurves } from "../../src/curves/load.js";
import { textSource } from "./sources.js";

/*
 * Headers and first rows as tools write them, made up after their documentation and their source: what is taken for what.
 */

/** A column of five rows. */
type Column = (i: number) => number | string;

const step: Column = (i) => 1000 * (i + 1);
const one: Column = (i) => i + 1;
const zero: Column = (i) => i;
const size: Column = (i) => [70e6, 160e6, 410e6, 1e9, 2.8e9][i];
const falls: Column = (i) => (2 + 3 / (i + 1)).toFixed(4);
const rises: Column = (i) => (0.9 - 0.5 / (i + 1)).toFixed(4);
const little: Column = (i) => (0.01 / (i + 1)).toFixed(5);
const time: Column = (i) => (1.7e9 + 60.25 * i).toFixed(2);
const small: Column = () => 0.0003;
const same =
  (value: number | string): Column =>
  () =>
    value;
const words =
  (...each: string[]): Column =>
  (i) =>
    each[i % each.length];
const sparse =
  (column: Column, every = 2): Column =>
  (i) =>
    i % every === 0 ? column(i) : "";

/** What is taken for what, as the note on guessed columns says it after `columns: `; or what the flags are that are needed. */
interface Entry {
  readonly tool: string;
  readonly columns: readonly (readonly [name: string, cells: Column])[];
  readonly taken?: string;
  readonly flags?: string;
  /** the tool's own way of writing, from the same table with commas; left out: that */
  readonly written?: (table: string) => string;
}

/** As Excel writes where decimals have a comma. */
const semicolons = (table: string) => table.replaceAll(",", ";").replaceAll(".", ",").replaceAll("\n", "\r\n");
const blanks = (table: string) => table.replaceAll(",", " ");

const oneCurve = "curve = (none: all rows are one curve)";

const entries: Entry[] = [
  {
    tool: "wandb, export of one run's chart",
    columns: [
      ["Step", step],
      ["run-1 - loss", falls],
      ["run-1 - loss__MIN", falls],
      ["run-1 - loss__MAX", falls],
    ],
    taken: `${oneCurve}; x = Step; y = run-1 - loss`,
  },
  {
    tool: "wandb, export of several runs",
    columns: [
      ["Step", step],
      ...["190M", "370M"].flatMap((run) =>
        ["", "__MIN", "__MAX"].map(
          (end) => [`${run} - eval/loss${end}`, sparse(falls, run === "190M" ? 1 : 2)] as const,
        ),
      ),
    ],
    taken: "curve = column (2 columns, each a curve, __MIN and __MAX left out); x = Step; y = eval/loss",
  },
  {
    tool: "wandb, export with the steps of each run",
    columns: [
      ["Step", step],
      ["a - _step", step],
      ["a - train/loss", falls],
      ["b - _step", step],
      ["b - train/loss", falls],
    ],
    taken: "curve = column (2 columns, each a curve); x = Step; y = train/loss",
  },
  {
    tool: "wandb, export of groups over tokens",
    columns: [
      ["throughput/total_tokens", step],
      ["Group: small - eval/ppl", falls],
      ["Group: large - eval/ppl", falls],
    ],
    taken: "curve = column (2 columns, each a curve); x = throughput/total_tokens; y = eval/ppl",
  },
  {
    tool: "wandb, run.history()",
    columns: [
      ["_step", step],
      ["_runtime", time],
      ["_timestamp", time],
      ["train/loss", falls],
      ["train/lr", small],
    ],
    taken: `${oneCurve}; x = _step; y = train/loss`,
  },
  {
    tool: "wandb, export of several metrics of several runs",
    columns: [
      ["Step", step],
      ["a - loss", falls],
      ["b - loss", falls],
      ["a - acc", rises],
      ["b - acc", rises],
    ],
    flags: "--y '* - loss'",
  },
  {
    tool: "TensorBoard, CSV of one tag",
    columns: [
      ["Wall time", time],
      ["Step", step],
      ["Value", falls],
    ],
    taken: `${oneCurve}; x = Step; y = Value`,
  },
  {
    tool: "TensorBoard, data frame in long form",
    columns: [
      ["run", words("a", "b")],
      ["tag", same("loss")],
      ["step", step],
      ["value", falls],
      ["wall_time", time],
    ],
    taken: "curve = run, tag; x = step; y = value",
  },
  {
    tool: "TensorBoard, data frame pivoted",
    columns: [
      ["run", words("a", "b")],
      ["step", step],
      ["epoch_accuracy", rises],
      ["epoch_loss", falls],
    ],
    taken: "curve = run; x = step; y = epoch_loss",
  },
  {
    tool: "TensorBoard, a column a run",
    columns: [
      ["step", step],
      ["lr=0.1", falls],
      ["lr=0.2", falls],
    ],
    taken: "curve = column (2 columns, each a curve); x = step; y = value",
  },
  {
    tool: "Keras CSVLogger",
    columns: [
      ["epoch", one],
      ["accuracy", rises],
      ["loss", falls],
      ["val_accuracy", rises],
      ["val_loss", falls],
    ],
    taken: `${oneCurve}; x = epoch; y = loss`,
  },
  {
    tool: "Keras CSVLogger, epochs from 0",
    columns: [
      ["epoch", zero],
      ["loss", falls],
      ["mae", falls],
    ],
    flags: "--x-offset 1",
  },
  {
    tool: "Keras, history of a regression",
    columns: [
      ["", zero],
      ["epoch", one],
      ["loss", falls],
      ["mae", falls],
      ["val_mae", falls],
    ],
    taken: `${oneCurve}; x = epoch; y = loss`,
  },
  {
    tool: "Lightning CSVLogger, validation alone",
    columns: [
      ["epoch", zero],
      ["step", step],
      ["val_loss", falls],
      ["val_acc", rises],
    ],
    taken: `${oneCurve}; x = step; y = val_loss`,
  },
  {
    tool: "Lightning CSVLogger",
    columns: [
      ["epoch", zero],
      ["step", step],
      ["train_loss", falls],
      ["val_loss", falls],
    ],
    flags: "--y val_loss",
  },
  {
    tool: "Lightning, steps and epochs of a loss",
    columns: [
      ["epoch", zero],
      ["step", step],
      ["train_loss_step", falls],
      ["lr-AdamW", small],
    ],
    taken: `${oneCurve}; x = step; y = train_loss_step`,
  },
  {
    tool: "Trainer, log history of training",
    columns: [
      ["loss", falls],
      ["grad_norm", falls],
      ["learning_rate", small],
      ["epoch", one],
      ["step", step],
    ],
    taken: `${oneCurve}; x = step; y = loss`,
  },
  {
    tool: "Trainer, log history of evaluation",
    columns: [
      ["eval_loss", falls],
      ["eval_runtime", time],
      ["eval_samples_per_second", time],
      ["eval_steps_per_second", time],
      ["epoch", one],
      ["step", step],
    ],
    taken: `${oneCurve}; x = step; y = eval_loss`,
  },
  {
    tool: "Trainer, whole log history",
    columns: [
      ["loss", falls],
      ["eval_loss", falls],
      ["epoch", one],
      ["step", step],
    ],
    flags: "--y eval_loss",
  },
  {
    tool: "Trainer through wandb",
    columns: [
      ["train/global_step", step],
      ["train/epoch", one],
      ["eval/loss", falls],
    ],
    taken: `${oneCurve}; x = train/global_step; y = eval/loss`,
  },
  {
    tool: "MLflow, metric history",
    columns: [
      ["run_id", same("8f3a")],
      ["key", same("val_loss")],
      ["value", falls],
      ["timestamp", time],
      ["step", step],
    ],
    taken: "curve = run_id, key; x = step; y = value",
  },
  {
    tool: "MLflow, search_runs",
    columns: [
      ["run_id", words("a", "b", "c", "d", "e")],
      ["status", same("FINISHED")],
      ["metrics.val_loss", falls],
      ["params.n_params", size],
    ],
    taken: "curve = status; x = params.n_params; y = metrics.val_loss",
  },
  {
    tool: "Monitor of Stable-Baselines3",
    columns: [
      ["r", rises],
      ["l", step],
      ["t", time],
    ],
    taken: `${oneCurve}; x = l; y = r`,
  },
  {
    tool: "progress.csv of Stable-Baselines3",
    columns: [
      ["rollout/ep_len_mean", step],
      ["rollout/ep_rew_mean", rises],
      ["time/fps", same(812)],
      ["time/iterations", one],
      ["time/total_timesteps", step],
      ["train/explained_variance", rises],
      ["train/learning_rate", small],
    ],
    taken: `${oneCurve}; x = time/total_timesteps; y = rollout/ep_rew_mean`,
  },
  {
    tool: "CleanRL, charts",
    columns: [
      ["global_step", step],
      ["charts/episodic_return", rises],
      ["charts/SPS", same(1000)],
    ],
    taken: `${oneCurve}; x = global_step; y = charts/episodic_return`,
  },
  {
    tool: "RLlib progress.csv",
    columns: [
      ["timesteps_total", step],
      ["episode_reward_mean", rises],
      ["training_iteration", one],
    ],
    taken: `${oneCurve}; x = timesteps_total; y = episode_reward_mean`,
  },
  {
    tool: "Excel, English",
    columns: [
      ["Training Examples", step],
      ["Test Error (%)", falls],
    ],
    taken: `${oneCurve}; x = Training Examples; y = Test Error (%)`,
  },
  {
    tool: "Excel, German",
    written: semicolons,
    columns: [
      ["Trainingsdaten", step],
      ["Fehler", falls],
    ],
    taken: `${oneCurve}; x = Trainingsdaten; y = Fehler`,
  },
  {
    tool: "Excel, French, with a mark at its start",
    written: (table) => `\uFEFF${semicolons(table)}`,
    columns: [
      ["Taille", size],
      ["Perplexity", falls],
    ],
    taken: `${oneCurve}; x = Taille; y = Perplexity`,
  },
  {
    tool: "Excel, a column a model",
    columns: [
      ["Tokens (B)", one],
      ["125M", falls],
      ["350M", falls],
      ["1.3B", falls],
    ],
    taken: "curve = column (3 columns, each a curve); x = Tokens (B); y = value",
  },
  {
    tool: "Excel, a column a model by name",
    columns: [
      ["Epoch", one],
      ["ResNet-18", rises],
      ["ResNet-50", rises],
    ],
    taken: "curve = column (2 columns, each a curve); x = Epoch; y = value",
  },
  {
    tool: "Excel, a column an optimizer",
    columns: [
      ["Steps", step],
      ["Adam loss", falls],
      ["SGD loss", falls],
    ],
    taken: "curve = column (2 columns, each a curve); x = Steps; y = loss",
  },
  {
    tool: "pandas with an index",
    columns: [
      ["Unnamed: 0", zero],
      ["tokens", step],
      ["loss", falls],
    ],
    taken: `${oneCurve}; x = tokens; y = loss`,
  },
  {
    tool: "pandas with an index without a name",
    columns: [
      ["", zero],
      ["model", words("A", "B")],
      ["n_samples", step],
      ["test_accuracy", rises],
    ],
    taken: "curve = model; x = n_samples; y = test_accuracy",
  },
  {
    tool: "pandas, seeds",
    columns: [
      ["seed", words("1", "2")],
      ["train_size", step],
      ["rmse", falls],
    ],
    taken: "curve = seed; x = train_size; y = rmse",
  },
  {
    tool: "pandas, mean and deviation",
    columns: [
      ["train_size", step],
      ["score_mean", rises],
      ["score_std", little],
    ],
    taken: `${oneCurve}; x = train_size; y = score_mean`,
  },
  {
    tool: "scikit-learn, learning_curve",
    columns: [
      ["train_sizes", step],
      ["train_scores_mean", rises],
      ["test_scores_mean", rises],
    ],
    taken: `${oneCurve}; x = train_sizes; y = test_scores_mean`,
  },
  {
    tool: "polars",
    columns: [
      ["model_name", words("A", "B")],
      ["tokens_seen", step],
      ["val_loss", falls],
    ],
    taken: "curve = model_name; x = tokens_seen; y = val_loss",
  },
  {
    tool: "R, write.csv",
    columns: [
      ["", one],
      ["n", step],
      ["rmse", falls],
    ],
    taken: `${oneCurve}; x = n; y = rmse`,
  },
  {
    tool: "R, dots in names",
    columns: [
      ["sample.size", step],
      ["error.rate", falls],
    ],
    taken: `${oneCurve}; x = sample.size; y = error.rate`,
  },
  {
    tool: "NumPy, savetxt with a header",
    written: (table) => `# ${blanks(table)}`,
    columns: [
      ["x", one],
      ["y", falls],
    ],
    taken: `${oneCurve}; x = x; y = y`,
  },
  {
    tool: "astropy, ECSV",
    written: (table) => `# %ECSV 1.0\n# ---\n# schema: astropy-2.0\n${blanks(table)}`,
    columns: [
      ["energy", one],
      ["flux", falls],
      ["flux_err", little],
    ],
    taken: `${oneCurve}; x = energy; y = flux`,
  },
  {
    tool: "gnuplot, three columns",
    columns: [
      ["x", one],
      ["y", falls],
      ["yerr", little],
    ],
    taken: `${oneCurve}; x = x; y = y`,
  },
  {
    tool: "OLMo-ladder, a file of a run",
    columns: [
      ["_step", step],
      ["eval/c4_en-validation/CrossEntropyLoss", falls],
    ],
    taken: `${oneCurve}; x = _step; y = eval/c4_en-validation/CrossEntropyLoss`,
  },
  {
    tool: "OLMo, throughput beside a loss",
    columns: [
      ["throughput/total_tokens", step],
      ["train/CrossEntropyLoss", falls],
      ["optim/learning_rate_group0", small],
    ],
    taken: `${oneCurve}; x = throughput/total_tokens; y = train/CrossEntropyLoss`,
  },
  {
    tool: "Chinchilla, N and loss",
    columns: [
      ["N", size],
      ["loss", falls],
    ],
    taken: `${oneCurve}; x = N; y = loss`,
  },
  {
    tool: "Chinchilla, N, D and loss",
    columns: [
      ["N", size],
      ["D", size],
      ["loss", falls],
    ],
    flags: "--x N",
  },
  {
    tool: "Chinchilla, compute and final loss",
    columns: [
      ["Training FLOPs", size],
      ["Final loss", falls],
    ],
    taken: `${oneCurve}; x = Training FLOPs; y = Final loss`,
  },
  {
    tool: "a ladder of models",
    columns: [
      ["name", words("70m", "160m", "410m", "1b", "2.8b")],
      ["Params (M)", one],
      ["final_loss", falls],
    ],
    taken: `${oneCurve}; x = Params (M); y = final_loss`,
  },
  {
    tool: "Pythia, steps of models",
    columns: [
      ["model", words("70m", "160m")],
      ["step", step],
      ["lambada_ppl", falls],
    ],
    taken: "curve = model; x = step; y = lambada_ppl",
  },
  {
    tool: "lm-eval harness",
    columns: [
      ["model", words("A", "B")],
      ["task", same("arc_easy")],
      ["n_params", size],
      ["acc", rises],
      ["acc_stderr", little],
    ],
    taken: "curve = model, task; x = n_params; y = acc",
  },
  {
    tool: "lm-eval harness, normalised",
    columns: [
      ["task", same("hellaswag")],
      ["params", size],
      ["acc_norm", rises],
      ["acc_norm_stderr", little],
    ],
    taken: "curve = task; x = params; y = acc_norm",
  },
  {
    tool: "nanoGPT log",
    columns: [
      ["iter", step],
      ["val/loss", falls],
      ["lr", small],
      ["mfu", same(38.2)],
    ],
    taken: `${oneCurve}; x = iter; y = val/loss`,
  },
  {
    tool: "llm.c log",
    columns: [
      ["step", step],
      ["val_loss", falls],
      ["tokens_seen", step],
    ],
    taken: `${oneCurve}; x = tokens_seen; y = val_loss`,
  },
  {
    tool: "Megatron log",
    columns: [
      ["iteration", step],
      ["consumed samples", step],
      ["lm loss", falls],
      ["grad norm", falls],
    ],
    taken: `${oneCurve}; x = consumed samples; y = lm loss`,
  },
  {
    tool: "timm summary.csv",
    columns: [
      ["epoch", one],
      ["train_loss", falls],
      ["eval_loss", falls],
      ["eval_top1", rises],
      ["eval_top5", rises],
    ],
    taken: `${oneCurve}; x = epoch; y = eval_loss`,
  },
  {
    tool: "Ultralytics results.csv",
    columns: [
      ["epoch", one],
      ["train/box_loss", falls],
      ["metrics/mAP50(B)", rises],
    ],
    flags: "--y train/box_loss",
  },
  {
    tool: "fastai",
    columns: [
      ["epoch", one],
      ["valid_loss", falls],
      ["error_rate", falls],
      ["time", words("00:12", "00:13")],
    ],
    taken: "curve = time; x = epoch; y = error_rate",
  },
  {
    tool: "a database of learning curves",
    columns: [
      ["openmlid", same(3)],
      ["learner", same("SVC")],
      ["anchor", step],
      ["score", rises],
    ],
    taken: "curve = openmlid, learner; x = anchor; y = score",
  },
  {
    tool: "a league of players",
    columns: [
      ["Training compute", size],
      ["Elo", rises],
    ],
    taken: `${oneCurve}; x = Training compute; y = Elo`,
  },
  {
    tool: "bits per byte",
    columns: [
      ["dataset", same("pile")],
      ["GFLOPs", size],
      ["bpb", falls],
    ],
    taken: "curve = dataset; x = GFLOPs; y = bpb",
  },
  {
    tool: "number signs and camel case",
    columns: [
      ["# params", size],
      ["valLoss", falls],
    ],
    taken: `${oneCurve}; x = params; y = valLoss`,
  },
  {
    tool: "units in words",
    columns: [
      ["number of tokens", step],
      ["error in %", falls],
    ],
    taken: `${oneCurve}; x = number of tokens; y = error in %`,
  },
  {
    tool: "a split of words",
    columns: [
      ["n", step],
      ["loss", falls],
      ["split", words("train", "train", "train", "train", "holdout")],
    ],
    taken: `${oneCurve}; x = n; y = loss; train = split`,
  },
];

const ROWS = 5;

function tableOf({ columns, written = (table) => table }: Entry): string {
  const cells = (row: readonly (string | number)[]) =>
    row.map((cell) => (/[",]/.test(String(cell)) ? `"${cell}"` : cell)).join();
  const rows = Array.from({ length: ROWS }, (_, i) => cells(columns.map(([, column]) => column(i))));
  return written([cells(columns.map(([name]) => name)), ...rows, ""].join("\n"));
}

describe("headers as tools write them", () => {
  test.each(entries.map((entry) => [entry.tool, entry] as const))("%s", async (_, entry) => {
    const read = loadCurves([textSource(tableOf(entry))], {});
    if (entry.flags === undefined) {
      expect((await read).notes[0]).toBe(`columns: ${entry.taken} (guessed)`);
    } else {
      const error = await read.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).flags).toBe(entry.flags);
    }
  });

  test("at least 50 of 60 need no flag", () => {
    expect(entries.length).toBeGreaterThanOrEqual(60);
    expect(entries.filter(({ flags }) => flags === undefined).length).toBeGreaterThanOrEqual(50);
  });
});
