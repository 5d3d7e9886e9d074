// @ts-check
// The four blocks of the cards slide together into the arrays that Keras stores, and back.

const MILLISECONDS = 400;
const STAGGER = 40; // from one gate to the next
const MOVING = "gbg-sliding";

/**
 * For the view `root`: a function that slides the blocks together, or apart again. Called on the
 * way, it turns them round where they are.
 * @param {HTMLElement} root
 * @returns {(together: boolean) => void}
 */
export function slider(root) {
  /** @type {Animation[]} */
  let moves = [];
  let together = false;

  function arrive() {
    root.classList.remove(MOVING);
    root.classList.toggle("gbg-together", together);
    for (const move of moves) move.cancel();
    moves = [];
  }

  return (wanted) => {
    together = wanted;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return arrive();
    if (moves.length > 0) {
      for (const move of moves) move.reverse();
      return;
    }
    root.classList.add("gbg-together", MOVING);
    const found = ways(root);
    const lastDelay = Math.max(...found.map(({ delay }) => delay));
    moves = found.map(({ slice, from, delay }) =>
      slice.animate([from, { transform: "none" }], {
        duration: MILLISECONDS - lastDelay,
        delay,
        direction: together ? "normal" : "reverse",
        easing: "cubic-bezier(0.45, 0, 0.15, 1)",
        fill: "both",
      }),
    );
    Promise.all(moves.map((move) => move.finished)).then(arrive, () => {});
  };
}

/**
 * All places are read before the first slice moves.
 * @param {HTMLElement} root
 */
function ways(root) {
  /** @type {NodeListOf<HTMLElement>} */
  const all = root.querySelectorAll(".gbg-stored [data-block]");
  const slices = [...all].filter((slice) => slice.offsetParent !== null);
  const gates = [...new Set(slices.map((slice) => slice.dataset.gate))];
  return slices.map((slice) => {
    const { gate, role } = slice.dataset;
    const block = /** @type {HTMLElement} */ (
      root.querySelector(`.gbg-cards [data-block][data-gate=${gate}][data-role=${role}]`)
    );
    return { slice, from: placeOn(slice, block), delay: STAGGER * gates.indexOf(gate) };
  });
}

/**
 * What puts `slice` where `block` stands.
 * @param {HTMLElement} slice
 * @param {HTMLElement} block
 */
function placeOn(slice, block) {
  const [here, there] = [slice, block].map((node) => node.getBoundingClientRect());
  const [x, y] = [there.left - here.left, there.top - here.top];
  const [wider, higher] = [there.width / here.width, there.height / here.height];
  return { transform: `translate(${x}px, ${y}px) scale(${wider}, ${higher})` };
}
