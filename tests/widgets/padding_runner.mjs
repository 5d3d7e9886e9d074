// h of padded lines as the page computes them: a job a line of JSON on stdin, h on stdout.
import { createInterface } from "node:readline";
import { hiddenStates, paddedLine } from "../../helpers/widgets/padding/padded.js";
import { LSTM } from "../../helpers/widgets/shared/engine.js";
import { unpack } from "../../helpers/widgets/shared/reals.js";

for await (const text of createInterface({ input: process.stdin })) {
  const { line, places, padding, mask } = JSON.parse(text);
  const lstm = new LSTM(...line.weights.map(unpack));
  const unpacked = {
    tokens: line.tokens,
    vectors: line.vectors.map(unpack),
    paddingVector: unpack(line.padding_vector),
  };
  const h = hiddenStates(lstm, paddedLine(unpacked, places, padding), mask);
  console.log(JSON.stringify(h.map((values) => [...values])));
}
