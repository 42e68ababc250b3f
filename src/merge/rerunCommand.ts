import type { ShardTable } from "./shardTable.js";

/**
 * The command that makes shard `index`, after the command that made another one of the run; null where none of that form was
 * kept. An output or checkpoint folder that is named by the other's number is named by this one's, any other is left to fill
 * in.
 */
export function rerunCommand({ meta, shard }: ShardTable, index: number): string | null {
  const words = meta.command?.match(/(?:'(?:[^']|'\\'')*'|[^\s'])+/g) ?? [];
  let known = false;
  const command = words.map((word, i) => {
    // --output=FILE and -oFILE are one word
    const named = /^(--shard=|--output=|--checkpoint=|-o(?=.))(.*)$/.exec(word);
    const flag = named?.[1].replace("=", "") ?? words[i - 1];
    const value = named?.[2] ?? word;
    const renewed = renew(flag);
    known ||= flag === "--shard";
    return named ? `${named[1]}${renewed}` : renewed;

    function renew(of: string | undefined): string {
      if (of === "--shard") return `${index}/${shard.of}`;
      if (of !== "-o" && of !== "--output" && of !== "--checkpoint") return value;
      return renumber(value, shard.index, index) ?? "FILE";
    }
  });
  return known ? command.join(" ") : null;
}

/** "shards/007.arrow" → "shards/012.arrow"; null where the last part of the path does not hold the number just once. */
function renumber(path: string, from: number, to: number): string | null {
  const cut = path.lastIndexOf("/") + 1;
  const digits = [...path.slice(cut).matchAll(/\d+/g)].filter(([run]) => Number(run) === from);
  if (digits.length !== 1) return null;
  const { 0: run, index } = digits[0];
  return path.slice(0, cut + index) + String(to).padStart(run.length, "0") + path.slice(cut + index + run.length);
}
