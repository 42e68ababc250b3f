/**
 * How to write what was meant as a number, for a message: `write 1000 …`. Undefined where the text is no number of any
 * usual spelling.
 */
export function numberAdvice(text: string): string | undefined {
  const written = text.trim();
  const grouped = /^[+-]?\d{1,3}(?:([,_ '’])\d{3})(?:\1\d{3})*(?:\.\d+)?$/.exec(written);
  if (grouped !== null) {
    const plain = written.replaceAll(grouped[1], "");
    return `write ${plain}: thousands take no separator, decimals take a point`;
  }
  if (/^[+-]?\d*,\d+$/.test(written)) return `write ${written.replace(",", ".")}: decimals take a point`;
  if (/^[+-]?\d+(\.\d+)?\s*%$/.test(written)) return "write the number without the % sign";
  if (/^[+-]?(\d+\.?\d*|\.\d+)\s*[a-zµ]+$/i.test(written)) {
    return "write the number alone, without a unit: 1000 or 1e3 for 1K";
  }
  return undefined;
}
