// The four blocks of the cards slide together into the arrays that Keras stores, and back.

const MILLISECONDS = 400;
const STAGGER = 50; // from one gate to the next
const MOVING = "gbg-sliding";

export function slide(root, together) {
  const slices = [...root.querySelectorAll(".gbg-stored [data-block]")].filter((slice) => slice.offsetParent);
  for (const slice of slices) for (const animation of slice.getAnimations()) animation.cancel();
  const arrive = () => {
    root.classList.remove(MOVING);
    root.classList.toggle("gbg-together", together);
  };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return arrive();

  const gates = [...new Set(slices.map((slice) => slice.dataset.gate))];
  root.classList.add("gbg-together", MOVING);
  const moves = slices.map((slice) => {
    const { gate, role } = slice.dataset;
    const block = root.querySelector(`.gbg-cards [data-block][data-gate=${gate}][data-role=${role}]`);
    const path = [placeOn(slice, block), { transform: "none" }];
    return slice.animate(together ? path : path.reverse(), {
      duration: MILLISECONDS - STAGGER * (gates.length - 1),
      delay: STAGGER * gates.indexOf(gate),
      easing: "cubic-bezier(0.4, 0, 0.2, 1)",
      fill: "both",
    });
  });
  Promise.all(moves.map((move) => move.finished)).then(
    () => {
      for (const move of moves) move.cancel();
      arrive();
    },
    () => {}, // pressed again before it had arrived
  );
}

// What puts `slice` where `block` stands.
function placeOn(slice, block) {
  const [here, there] = [slice, block].map((node) => node.getBoundingClientRect());
  const [x, y] = [there.left - here.left, there.top - here.top];
  const [wider, higher] = [there.width / here.width, there.height / here.height];
  return { transform: `translate(${x}px, ${y}px) scale(${wider}, ${higher})` };
}
