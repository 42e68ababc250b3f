import { Message } from "apache-arrow";
import { MessageCheck } from "./arrowCheck.js";
import { CUT, exactly, framed, messageAt, type ArrowSteps } from "./arrowMessages.js";
import { decodeFooter, MOST_METADATA, type Block } from "./arrowMetadata.js";
import { ArrowFault } from "./flatTable.js";

/**
 * The messages of an Arrow file of so many bytes, looked through and handed on as those of a stream: the schema that its
 * footer holds, all dictionaries, then the rows.
 *
 * @throws ArrowFault where the bytes are cut short or damaged
 */
export function* fileMessages(size: number): ArrowSteps {
  const { schema, dictionaries, batches } = decodeFooter(yield* footerBytes(size));
  const blocks = [...dictionaries, ...batches];
  checkPlaces(blocks, size);
  const check = new MessageCheck(schema);
  yield framed(Message.encode(Message.from(schema)), new Uint8Array(0));
  for (const block of blocks) {
    const { message, metadata, body } = yield* messageAt(block);
    check.check(message, body);
    yield framed(metadata, body);
  }
}

const MAGIC = "ARROW1";

/** The footer stands before its length and the magic word. */
function* footerBytes(size: number): ArrowSteps<Uint8Array> {
  const last = 4 + MAGIC.length;
  if (size < 8 + last) throw new ArrowFault(CUT);
  const tail = yield* exactly(size - last, last);
  if (Buffer.from(tail.subarray(4)).toString("latin1") !== MAGIC) throw new ArrowFault(CUT);
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  if (length <= 0 || length > MOST_METADATA || length > size - 8 - last) {
    throw new ArrowFault("its footer has a length that is none");
  }
  return yield* exactly(size - last - length, length);
}

/** No message twice: a few bytes of footer could ask for the same rows a thousand times. */
function checkPlaces(blocks: readonly Block[], size: number): void {
  let total = 0;
  for (const { offset, metadataLength, bodyLength } of blocks) {
    const length = metadataLength + bodyLength;
    const inside = offset >= 0 && metadataLength > 0 && bodyLength >= 0 && offset + length <= size;
    if (!inside) throw new ArrowFault("a message stands outside of it");
    total += length;
  }
  if (total > size) throw new ArrowFault("its footer names the same bytes again and again");
}
