import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Binary, Table, vectorFromArray } from "apache-arrow";
import { parquetBytes } from "../curves/sources.js";
import { bnsl, curvesCsv } from "./harness.js";

/**
 * Fills the working directory with everything that a command line can be wrong about: curves.csv is a good table of the
 * curve c0 with 8 points, fits.arrow its fits; every other file has one fault, which its name tells.
 */
export async function makeBrokenFiles(): Promise<void> {
  const good = curvesCsv([8]);
  const texts = { ...wrongNumbers, ...wrongShapes, "curves.csv": good, "nine-points.csv": curvesCsv([9]) };
  for (const [name, text] of Object.entries(texts)) writeFileSync(name, text);
  writeFileSync("renamed.csv", good.replace("curve,x,y", "curve,size,loss"));
  for (const folder of ["folder", "folder.csv"]) mkdirSync(folder);
  writeBytes();
  await writeFits();
}

const wrongNumbers = {
  "word.csv": "x,y\n1,2\n2,high\n3,1\n",
  "zero-y.csv": "x,y\n1,2\n2,0\n3,1\n",
  "all-negative.csv": "x,y\n1,-2\n2,-1\n",
  "zero-x.csv": "x,y\n0,2\n2,1\n",
  "counted.csv": "epoch,loss\n0,2\n1,1.5\n2,1.2\n3,1\n",
  "two-reasons.csv": "step,y\n0,0\n1000,0\n2000,0\n4000,0.1\n8000,0.3\n16000,0.4\n",
  "nan.csv": "x,y\n1,2\n2,NaN\n",
  "infinite.csv": "x,y\n1,2\n2,inf\n",
  "missing.csv": "x,y\n1,2\n2,\n",
  "thousands.csv": 'x,y\n"1,000",2\n"2,000",1\n',
  "half-comma.csv": 'x,y\n500.5,2\n800,2\n"1000,5",1\n',
  "decimal-comma.csv": "x;y\n1;2,5\n2;1.5\n",
  "units.csv": "x,y\n7,2\n13B,1\n70B,1\n",
  "percent.csv": "x,y\n1,20%\n2,0.1\n3,5%\n",
  "odd-train.csv": "x,y,train\n1,2,train\n2,1,part\n",
  "two-weights.csv": "x,y,weight,sigma\n1,2,1,1\n",
};

const wrongShapes = {
  "empty.csv": "",
  "header.csv": "curve,x,y\n",
  "no-header.csv": "1,2\n3,4\n",
  "long-row.csv": "x,y\n1,2\n2,1,7\n",
  "short-row.csv": "x,y\n1,2\n2\n",
  "open-quote.csv": 'x,y\n1,"2\n2,1\n',
  "same-names.csv": "x,y,y\n1,2,3\n",
  "no-x.csv": "foo,bar,loss\n1,2,3\n2,3,4\n",
  "two-x.csv": "N,D,loss\n1,2,3\n2,2,2\n",
  "two-y.csv": "x,loss,error\n1,2,3\n2,2,2\n",
  "bars.csv": "size,flux,width_mm,error\n1,5,2,0.1\n2,4,2,0.1\n",
  "words-only.csv": "x,name\n1,a\n2,b\n",
  "blanks.csv": "x y (nats)\n1 2\n2 1\n",
  "json.csv": '{"x": 1}',
  "text.parquet": "x,y\n1,2\n",
  "no-train.csv": "x,y\n1,2\n2,1\n4,0.5\n",
};

function writeBytes(): void {
  writeFileSync("runs.csv", "run_id,seed,tokens,val_loss\na1,0,1e6,4.1\na2,0,2e6,3.8\na3,0,4e6,3.5\n");
  writeFileSync("utf16.csv", Buffer.from("\uFEFFx,y\n1,\uD800\n", "utf16le"));
  writeFileSync("latin.csv", Buffer.from("mod\xe8le,x,y\na,1,2\n", "latin1"));
  writeFileSync("image.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]));
  writeFileSync("spreadsheet.csv", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]));
  writeFileSync("packed.csv.gz", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
  const numbers = () => vectorFromArray([1, 2]);
  const blob = vectorFromArray([new Uint8Array([1]), new Uint8Array([2])], new Binary());
  writeFileSync("blobs.parquet", parquetBytes(new Table({ x: numbers(), y: blob })));
  writeFileSync("cut.parquet", parquetBytes(new Table({ x: numbers(), y: numbers() })).subarray(0, 60));
}

/** Fits of curves.csv by the made-up engine, whole and spoilt. */
async function writeFits(): Promise<void> {
  const quiet = async (...words: string[]) => {
    const { code, err } = await bnsl([...words, "--quiet"]);
    if (code !== 0) throw new Error(`bnsl ${words.join(" ")}: ${err}`);
  };
  await quiet("convert", "curves.csv", "-o", "curves.arrow");
  await quiet("fit", "curves.csv", "-o", "fits.arrow");
  await quiet("fit", "curves.csv", "-o", "fits.csv");
  await quiet("fit", "curves.csv", "--select", "none", "-o", "unselected.arrow");
  await quiet("fit", "curves.csv", "--protocol", "extrapolate", "-o", "extrapolated.arrow");
  const curves = readFileSync("curves.arrow");
  writeFileSync("cut.arrow", curves.subarray(0, curves.length >> 1));
  const fits = readFileSync("fits.arrow");
  writeFileSync("cut-fits.arrow", fits.subarray(0, fits.length - 100));
  writeFileSync("no-fits.csv", readFileSync("fits.csv", "utf8").split("\n", 1)[0] + "\n");
  writeFileSync("odd-fits.csv", readFileSync("fits.csv", "utf8").replace("0.25", "oops"));
}
