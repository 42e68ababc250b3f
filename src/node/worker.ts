import { perform, type Task, type TaskResults } from "../core/engine/tasks.js";

/** Null asks for nothing: it only wants a thread to be there. */
export type Question = Task | null;

/** What became of a task. What it throws is an answer too: all else that goes wrong is the thread's own end. */
export type Answer =
  | { readonly failed: false; readonly result: TaskResults[Task["kind"]] | null }
  | { readonly failed: true; readonly error: unknown };

/** What a worker thread does with a task. */
export default function run(task: Question): Answer {
  try {
    return { failed: false, result: task && perform(task) };
  } catch (error) {
    return { failed: true, error };
  }
}
