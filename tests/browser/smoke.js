// Runs inside a page in a browser that no test drives: uses the first control of every interactive that
// answers, tells the server what it saw, and goes to the page that the server names.
(async () => {
  const errors = [];
  // A view that is drawn to its width changes its height; the browser then looks again, and says so.
  const harmless = "ResizeObserver loop completed with undelivered notifications.";
  addEventListener("error", ({ message }) => message !== harmless && errors.push(String(message)));
  addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
  const until = async (condition) => {
    const started = Date.now();
    while (!condition() && Date.now() - started < 30000) await new Promise((go) => setTimeout(go, 50));
  };
  const views = [...document.querySelectorAll("[data-model]")];
  await until(() => views.every((view) => "alive" in view.dataset));
  // What has changed is on the screen, also what a view draws anew to its width.
  const drawn = () =>
    new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done))));
  const state = (view) =>
    view.innerHTML + [...view.querySelectorAll("input")].map((input) => `${input.value} ${input.checked}`);
  // How far anything reaches beyond the right side of a view, in pixels; what scrolls may.
  const sticksOut = (view) => {
    const right = (node) => node.getBoundingClientRect().right;
    const drawn = [...view.querySelectorAll("*")].filter(
      (node) => node.checkVisibility() && node.closest(".gbg-scroll, .gbg-hidden, svg") === null,
    );
    return Math.max(right(view), ...drawn.map(right)) - right(view);
  };
  let typed = 3;
  const use = (control) => {
    if (control.type === "range") {
      control.value = control.value === control.max ? control.min : control.max;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (control.matches("input:not([type=radio], [type=checkbox])")) {
      control.value = String(typed++); // two views of one question share their answer
      control.form?.requestSubmit();
    } else control.click();
  };
  const seen = [];
  for (const view of views) {
    await drawn();
    const before = state(view);
    const controls = [...view.querySelectorAll("input, button")].filter(
      (node) => node.offsetParent !== null && !node.disabled,
    );
    let answered = controls.length === 0;
    // The first may have nothing to say yet, as a Next before the first try has not.
    for (const control of controls) {
      if (answered) break;
      use(control);
      await drawn();
      answered = state(view) !== before;
    }
    const gbg = view.querySelector(".gbg");
    const legends = [...view.querySelectorAll(".gbg-choice")].filter((choice) => choice.offsetParent !== null);
    seen.push({
      name: gbg?.className ?? "",
      alive: "alive" in view.dataset,
      answered,
      nonsense: /NaN|undefined|Infinity/.test(view.textContent),
      sticksOut: gbg === null ? 0 : sticksOut(gbg),
      // A legend stands beside the first of its choices, or right above it, never on a far line.
      legendsAway: legends.filter((choice) => {
        const [legend, first] = [choice.querySelector("legend"), choice.querySelector("label")];
        if (legend.offsetWidth < 4) return false;
        return first.getBoundingClientRect().top - legend.getBoundingClientRect().bottom > 12;
      }).length,
    });
  }
  const answer = await fetch("/seen", { method: "POST", body: JSON.stringify({ views: seen, errors }) });
  const next = await answer.text();
  if (next !== "") location.href = next;
})();
