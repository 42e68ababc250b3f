/**
 * node scripts/count-tests.js REPORT STATUS: prints "PASSED FAILED" from vitest's JSON report and its exit status. A file
 * that could not be run, and a run that failed without a failed test, count as one failure each.
 */
import { readFileSync } from "node:fs";

const [path, status] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(path, "utf8"));
  const files = report.testResults;
  const broken = files.filter((file) => file.status === "failed" && !file.assertionResults.some(isFailed));
  passed = report.numPassedTests;
  failed = report.numFailedTests + broken.length;
} catch (error) {
  console.error(`check: vitest left no readable report: ${error.message}`);
}
if (failed === 0 && status !== "0") failed = 1;
console.log(`${passed} ${failed}`);

function isFailed(test) {
  return test.status === "failed";
}
