// @ts-check
// The line to Python. A kernel that has gone, or was never there, takes nothing; the page goes on without it.

import { setSoon as setTraitSoon, setTraits } from "../shared/view.js";

/** @param {any} model */
export function lineToPython(model) {
  let writing = false;

  /** @param {() => void} write */
  function quietly(write) {
    writing = true;
    try {
      write();
    } catch {
      // They are set in the page all the same.
    } finally {
      writing = false;
    }
  }

  /** @param {Record<string, any>} values by the names of the traits */
  const set = (values) => quietly(() => setTraits(model, values));

  /** The same for what a hand moves: Python is told when that is on the screen. @param {string} name @param {any} value */
  function setSoon(name, value) {
    quietly(() => setTraitSoon(model, name, value, () => quietly(() => model.save_changes())));
  }

  /** Whether it could be sent. @param {object} content @param {ArrayBuffer[]} [buffers] */
  function send(content, buffers = []) {
    try {
      model.send(content, undefined, buffers);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether a trait that changes now is changed by the page itself. */
  const isWriting = () => writing;
  return { set, setSoon, send, isWriting };
}
