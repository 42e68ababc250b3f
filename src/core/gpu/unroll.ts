/**
 * Unrolls WGSL at link time. Private arrays that are indexed in loops go to scratch memory on every device seen, so
 * the shaders are written with arrays and loops and linked as scalars and straight code:
 *
 *     @scalars var<private> r: array<f32, P, P + 1>;      one variable r_0_0, r_0_1, … an element
 *     @unroll for (var i = 0; i < P; i++) { … r[i][P] … } the body once per i, with r_0_6, r_1_6, …
 *
 * Bounds and indices are sums, differences and products of integers, the given constants and outer loop variables.
 */
export function unroll(source: string, constants: Readonly<Record<string, number>>): string {
  const arrays = new Set<string>();
  const declared = source.replace(
    /@scalars var<private> (\w+): array<f32, ([^;]*)>;/g,
    (_, name: string, sizes: string) => {
      arrays.add(name);
      return elementNames(
        name,
        sizes.split(",").map((size) => evaluateInteger(size, constants)),
      )
        .map((element) => `var<private> ${element}: f32;`)
        .join("\n");
    },
  );
  return indexScalars(expandLoops(declared, constants), arrays, constants);
}

function elementNames(name: string, sizes: readonly number[]): string[] {
  return sizes.reduce<string[]>(
    (names, size) => names.flatMap((prefix) => Array.from({ length: size }, (_, i) => `${prefix}_${i}`)),
    [name],
  );
}

const LOOP = /@unroll for \(var (\w+) = ([^;]+); \1 (<|>=) ([^;]+); \1(\+\+|--)\) \{/;

function expandLoops(source: string, constants: Readonly<Record<string, number>>): string {
  const parts: string[] = [];
  let rest = source;
  for (;;) {
    const found = LOOP.exec(rest);
    if (!found) return parts.join("") + rest;
    const [head, name, from, , to] = found;
    const open = found.index + head.length;
    const close = matchingBrace(rest, open);
    parts.push(rest.slice(0, found.index));
    const body = rest.slice(open, close);
    for (const value of loopValues(evaluateInteger(from, constants), evaluateInteger(to, constants), found[5])) {
      const bound = body.replace(new RegExp(`\\b${name}\\b`, "g"), String(value));
      parts.push(expandLoops(bound, constants));
    }
    rest = rest.slice(close + 1);
  }
}

function loopValues(from: number, to: number, step: string): number[] {
  const count = step === "++" ? to - from : from - to + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, i) => (step === "++" ? from + i : from - i));
}

function matchingBrace(text: string, open: number): number {
  let depth = 1;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  throw new Error("an @unroll loop is not closed");
}

function indexScalars(
  source: string,
  arrays: ReadonlySet<string>,
  constants: Readonly<Record<string, number>>,
): string {
  if (arrays.size === 0) return source;
  const use = new RegExp(`\\b(${[...arrays].join("|")})((?:\\[[^\\[\\]]*\\])+)`, "g");
  return source.replace(use, (_, name: string, indices: string) => {
    const values = [...indices.matchAll(/\[([^\]]*)\]/g)].map((index) => evaluateInteger(index[1], constants));
    return [name, ...values].join("_");
  });
}

/** Sums, differences and products of integers and named constants; throws on anything else. */
export function evaluateInteger(text: string, constants: Readonly<Record<string, number>>): number {
  const sum = text.replace(/\s+/g, "").match(/[+-]?[^+-]+/g);
  if (!sum) throw new Error(`"${text}" is not an integer expression`);
  return sum.reduce((total, term) => total + evaluateProduct(term, text, constants), 0);
}

function evaluateProduct(term: string, text: string, constants: Readonly<Record<string, number>>): number {
  const sign = term.startsWith("-") ? -1 : 1;
  return term
    .replace(/^[+-]/, "")
    .split("*")
    .map((factor) => {
      const value = /^\d+$/.test(factor) ? Number(factor) : constants[factor];
      if (value === undefined) throw new Error(`"${factor}" in "${text}" is not known when the shader is linked`);
      return value;
    })
    .reduce((product, factor) => product * factor, sign);
}
