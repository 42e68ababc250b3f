import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Has work done while what native code prints to stderr is put aside, and passes on all of it but the lines that are noise.
 *
 * Dawn prints warnings with C's fprintf(stderr), which no option of it and no stream of Node reaches, and Node cannot point
 * descriptor 2 elsewhere and back. C's stderr is a structure that names its descriptor: under Linux with glibc that number is
 * changed for as long as the work takes. Nothing is changed where anything is not as expected; what is printed is then seen.
 *
 * @param isNoise whether a line is to be left out
 */
export async function filterNativeStderr<T>(work: () => Promise<T>, isNoise: (line: string) => boolean): Promise<T> {
  const aside = putAside();
  if (aside === null) return await work();
  try {
    return await work();
  } finally {
    const lines = aside.end().split("\n");
    const kept = lines.filter((line) => line !== "" && !isNoise(line));
    if (kept.length > 0) process.stderr.write(`${kept.join("\n")}\n`);
  }
}

interface Aside {
  /** puts C's stderr back; what was printed meanwhile */
  end(): string;
}

const STDERR = 2;

let isAside = false;

function putAside(): Aside | null {
  // a second one would put back what the first has put there
  if (process.platform !== "linux" || isAside) return null;
  try {
    const place = fileNumberOfStderr();
    if (place === null) return null;
    const file = openTemporary();
    try {
      writeNumber(place, file);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    isAside = true;
    return {
      end() {
        writeNumber(place, STDERR);
        isAside = false;
        const text = readAll(file);
        closeSync(file);
        return text;
      },
    };
  } catch {
    return null; // no glibc, no /proc, or no right to it
  }
}

/** A file that nobody else sees, gone when it is closed. */
function openTemporary(): number {
  const folder = mkdtempSync(join(tmpdir(), "bnsl-stderr-"));
  try {
    return openSync(join(folder, "lines"), "wx+");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readAll(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
}

/** In glibc's structure of a stream on 64 bits: flags with a magic number, eleven pointers, two more, the descriptor. */
const FILE_NUMBER = 0x70;
const MAGIC = 0xfbad;

/** The address of the number in C's stderr; null where there is not what glibc has there. */
function fileNumberOfStderr(): number | null {
  const maps = readFileSync("/proc/self/maps", "utf8").split("\n");
  const libc = maps.map((line) => /^([0-9a-f]+)-\S+ \S+ 0+ .* (\/\S*\/libc[.-]\S*)$/.exec(line)).find((match) => match);
  if (!libc) return null;
  const offset = symbolOffset(readFileSync(libc[2]), "_IO_2_1_stderr_");
  if (offset === null) return null;
  const stream = parseInt(libc[1], 16) + offset;
  const memory = openSync("/proc/self/mem", "r");
  try {
    const bytes = Buffer.alloc(FILE_NUMBER + 4);
    readSync(memory, bytes, 0, bytes.length, stream);
    const isStderr = bytes.readUInt32LE(0) >>> 16 === MAGIC && bytes.readInt32LE(FILE_NUMBER) === STDERR;
    return isStderr ? stream + FILE_NUMBER : null;
  } finally {
    closeSync(memory);
  }
}

function writeNumber(place: number, value: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  const memory = openSync("/proc/self/mem", "r+");
  try {
    writeSync(memory, bytes, 0, bytes.length, place);
  } finally {
    closeSync(memory);
  }
}

const ELF64_LITTLE = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const DYNAMIC_SYMBOLS = 11;
const SYMBOL_BYTES = 24;

/** Where a library has a symbol, from its begin in memory; null where it has none (ELF, 64 bits). */
export function symbolOffset(elf: Buffer, name: string): number | null {
  if (!elf.subarray(0, ELF64_LITTLE.length).equals(ELF64_LITTLE)) return null;
  const at = (offset: number) => Number(elf.readBigUInt64LE(offset));
  const [sections, size, count] = [at(0x28), elf.readUInt16LE(0x3a), elf.readUInt16LE(0x3c)];
  const header = (index: number) => sections + index * size;
  const symbols = Array.from({ length: count }, (_, i) => header(i)).find(
    (h) => elf.readUInt32LE(h + 4) === DYNAMIC_SYMBOLS,
  );
  if (symbols === undefined) return null;
  const names = at(header(elf.readUInt32LE(symbols + 0x28)) + 0x18);
  const [first, bytes] = [at(symbols + 0x18), at(symbols + 0x20)];
  const wanted = Buffer.from(`${name}\0`);
  for (let symbol = first; symbol < first + bytes; symbol += SYMBOL_BYTES) {
    const begin = names + elf.readUInt32LE(symbol);
    if (elf.subarray(begin, begin + wanted.length).equals(wanted)) return at(symbol + 8);
  }
  return null;
}
