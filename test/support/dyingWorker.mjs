/** Dies as the task says, the first `times` times that a thread of the process is asked; then answers. */
export default function run(task) {
  if (task === null) return { failed: false, result: null };
  const count = new Int32Array(task.count);
  if (Atomics.add(count, 0, 1) >= task.times) return { failed: false, result: task.answer };
  if (task.death === "exit") process.exit(7);
  if (task.death === "memory") {
    const held = [];
    for (;;) held.push(new Array(1e5).fill({}));
  }
  if (task.death === "uncaught") {
    setImmediate(() => {
      throw new Error("an error that nobody caught");
    });
    return new Promise(() => undefined);
  }
  throw new Error(`no thread dies of ${task.death}`);
}
