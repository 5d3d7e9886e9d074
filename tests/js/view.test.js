// What a view reads of its model.
import assert from "node:assert/strict";
import test from "node:test";
import { traitValues } from "../../helpers/widgets/shared/view.js";

test("None is null, however a kernel sends it", () => {
  const sent = { merge_mode: undefined, second_layer: null, units: 5, bidirectional: false };
  const model = { get: (name) => sent[name] };
  assert.deepEqual(traitValues(model, Object.keys(sent)), {
    merge_mode: null,
    second_layer: null,
    units: 5,
    bidirectional: false,
  });
});
