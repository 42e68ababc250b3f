import crypto from "node:crypto";

/** 32-bit words of a hash that are kept of each key: 128 bits, so that no two keys of a table ever share them. */
const WORDS = 4;

/** The place of each key, in the order of first appearance; some tens of bytes a key, whatever its length. */
export class KeyPlaces {
  count = 0;
  #hashes = new Uint32Array(WORDS * 1024);
  /** place + 1 of the key in each slot of an open hash table, 0: free */
  #slots = new Uint32Array(2048);

  /** The place of a key; a key that was not seen before takes the next. */
  placeOf(key: string): number {
    const hash = hashOf(key);
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    this.#hashes.set(hash, WORDS * this.count);
    this.#slots[slot] = ++this.count;
    if (2 * this.count >= this.#slots.length) this.#widen();
    return this.count - 1;
  }

  /** The slot that a hash has, or the free one that it would take. */
  #slotOf(hash: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash[0] & mask;
    while (this.#slots[slot] > 0 && !this.#hasHash(this.#slots[slot] - 1, hash)) slot = (slot + 1) & mask;
    return slot;
  }

  #hasHash(place: number, hash: Uint32Array): boolean {
    const at = WORDS * place;
    for (let j = 0; j < WORDS; j++) if (this.#hashes[at + j] !== hash[j]) return false;
    return true;
  }

  #widen(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    const wider = new Uint32Array(2 * this.#hashes.length);
    wider.set(this.#hashes);
    this.#hashes = wider;
    for (let place = 0; place < this.count; place++) {
      this.#slots[this.#slotOf(this.#hashes.subarray(WORDS * place, WORDS * (place + 1)))] = place + 1;
    }
  }
}

function hashOf(key: string): Uint32Array {
  const digest = sha256(key);
  const words = new Uint32Array(WORDS);
  for (let i = 0; i < 4 * WORDS; i++) words[i >> 2] |= digest.charCodeAt(i) << (8 * (i & 3));
  return words;
}

/** A letter a byte, which is the quickest form to come by; the one-shot function is twice as fast, where Node has it. */
const sha256: (text: string) => string =
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text, "binary")
    : (text) => crypto.createHash("sha256").update(text).digest("binary");
