import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";

/** What is known of the worker threads of this process, and how to end one. */
export interface ThreadWatch {
  /** threads that were started and have not ended */
  running(): number;
  /** false where there is none */
  endOne(): boolean;
}

/** Looks at all worker threads of this process from here on. */
export function watchThreads(): ThreadWatch {
  const live = new Set<threads.Worker>();
  /** those that have said something: Node itself aborts where a thread is ended while it loads modules */
  const loaded = new Set<threads.Worker>();
  threads.Worker = class extends threads.Worker {
    constructor(...words: ConstructorParameters<typeof threads.Worker>) {
      super(...words);
      live.add(this);
      this.once("message", () => loaded.add(this));
      this.once("exit", () => [live, loaded].forEach((some) => some.delete(this)));
    }
  };
  syncBuiltinESMExports();
  return {
    running: () => live.size,
    endOne: () => {
      const worker = [...loaded].at(-1);
      void worker?.terminate();
      return worker !== undefined;
    },
  };
}
