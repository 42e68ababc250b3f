import fc from "fast-check";

/** Bytes that were a good file's, changed in 1 to 3 places: bits, bytes, lengths, parts cut out, doubled or put in. */
export function spoilt(good: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([bytes, changes]) => changes.reduce((now, one) => apply(now, one), bytes));
}

interface Change {
  readonly kind: "flip" | "byte" | "length" | "cut" | "remove" | "insert" | "double";
  /** 0 … 1, of the file; half of all changes are near its end, where footers stand */
  readonly place: number;
  readonly value: number;
  readonly extent: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("flip", "flip", "byte", "byte", "length", "length", "cut", "remove", "insert", "double"),
  place: fc.oneof(evenly(0), evenly(0.8)),
  value: fc.noBias(fc.nat(255)),
  extent: fc.noBias(fc.nat(63)),
});

/** Left to itself fast-check draws mostly ends. */
function evenly(from: number): fc.Arbitrary<number> {
  return fc.noBias(fc.nat(1_000_000)).map((part) => from + ((1 - from) * part) / 1_000_001);
}

/** What lengths and offsets are set to. */
const LENGTHS = [0, 1, -1, 7, 0x7fff_ffff, -0x8000_0000, 0x4000_0000, 65_536, 1_000_000];

function apply(bytes: Uint8Array, { kind, place, value, extent }: Change): Uint8Array {
  const at = Math.min(bytes.length - 1, Math.floor(place * bytes.length));
  if (bytes.length < 8) return bytes;
  // the slice of a Buffer would be the same bytes
  const changed = new Uint8Array(bytes);
  const end = Math.min(bytes.length, at + extent);
  switch (kind) {
    case "flip":
      changed[at] ^= 1 << (value & 7);
      return changed;
    case "byte":
      changed[at] = value;
      return changed;
    case "length": {
      // lengths mostly stand at multiples of 4
      const aligned = Math.min(bytes.length - 4, value < 200 ? at & ~3 : at);
      new DataView(changed.buffer).setInt32(aligned, LENGTHS[extent % LENGTHS.length], true);
      return changed;
    }
    case "cut":
      return changed.subarray(0, at);
    case "remove":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case "insert":
      return Buffer.concat([bytes.subarray(0, at), new Uint8Array(extent).fill(value), bytes.subarray(at)]);
    case "double":
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  }
}
