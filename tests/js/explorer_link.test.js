// A setting goes into an address and comes out again; what no control could have made does not.
import assert from "node:assert/strict";
import test from "node:test";
import { settingIn, withSetting } from "../../helpers/widgets/gate_explorer/link.js";

const SETTING = {
  units: 64,
  features: 128,
  timesteps: 1,
  return_sequences: true,
  use_bias: false,
  bidirectional: false,
};

test("a setting comes back out of its address", () => {
  const address = withSetting("https://example.org/index.html#old", SETTING);
  assert.equal(address.split("#").length, 2);
  assert.ok(address.startsWith("https://example.org/index.html#units=64&"));
  assert.deepEqual(settingIn(new URL(address).hash, 4096), SETTING);
});

test("anything else is no setting", () => {
  const good = new URL(withSetting("https://example.org/", SETTING)).hash;
  const bad = [
    "",
    "#cards",
    good.replace("units=64", "units=0"),
    good.replace("units=64", "units=4097"),
    good.replace("units=64", "units=2.5"),
    good.replace("units=64", "units=x"),
    good.replace("use_bias=false", "use_bias=no"),
    good.replace("&bidirectional=false", ""),
  ];
  for (const fragment of bad) assert.equal(settingIn(fragment, 4096), null, fragment);
});
