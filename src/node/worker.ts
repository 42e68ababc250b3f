import { perform, type Task } from "../engine/tasks.js";

/** What a worker thread does with a task. */
export default function run(task: Task): unknown {
  return perform(task);
}
