// @ts-check
// The line to Python. A kernel that has gone, or was never there, takes nothing; the page goes on without it.

import { setTraits } from "../shared/view.js";

/** @param {any} model */
export function lineToPython(model) {
  let writing = false;

  /** @param {Record<string, any>} values by the names of the traits */
  function set(values) {
    writing = true;
    try {
      setTraits(model, values);
    } catch {
      // They are set in the page all the same.
    } finally {
      writing = false;
    }
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
  return { set, send, isWriting };
}
