// @ts-check
// A setting of the explorer in the fragment of an address: #units=5&features=3&timesteps=7&…

import { SIZES, SWITCHES } from "./state.js";

/** The names of what makes a setting. */
export const SETTING = [...SIZES, ...SWITCHES];

/**
 * The address of a page with this setting in it.
 * @param {string} page
 * @param {Record<string, number | boolean>} setting
 */
export function withSetting(page, setting) {
  const values = SETTING.map((name) => `${name}=${setting[name]}`);
  return `${page.split("#")[0]}#${values.join("&")}`;
}

/**
 * The setting in a fragment, or null where there is none that the controls could have made.
 * @param {string} fragment
 * @param {number} largest
 */
export function settingIn(fragment, largest) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const sizes = SIZES.map((name) => [name, Number(given.get(name))]);
  const switches = SWITCHES.map((name) => [name, given.get(name) === "true"]);
  const isSize = (/** @type {any} */ size) => Number.isInteger(size) && size >= 1 && size <= largest;
  const isKnown = SWITCHES.every((name) => ["true", "false"].includes(given.get(name) ?? ""));
  if (!isKnown || !sizes.every(([, size]) => isSize(size))) return null;
  return Object.fromEntries([...sizes, ...switches]);
}
