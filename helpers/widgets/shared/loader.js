// @ts-check
// What anywidget is given as the module of every widget. The view itself, its style and its words are
// too long to be saved with each widget: they stand in one model for each kind (view_module.py), which
// a widget names in its trait `view_module`. See there what a page without JupyterLab has to provide.

const REFERENCE = "IPY_MODEL_";

/** Views by their code, so that two widgets of a kind share one module. @type {Map<string, Promise<any>>} */
const views = new Map();

/** @param {{model: any, el: HTMLElement}} widget */
async function render({ model, el }) {
  const shared = await model.widget_manager.get_model(model.get("view_module").slice(REFERENCE.length));
  /** @type {(() => void) | undefined} */
  let stop;

  async function draw() {
    const view = await imported(shared.get("code"));
    clear();
    putStyle(shared.get("name"), shared.get("style"));
    el.classList.add("gate-by-gate");
    stop = view.render({ model, el, words: shared.get("words") });
  }
  function clear() {
    stop?.();
    stop = undefined;
    // JupyterLab keeps what a cell showed before; without its content it weighs little.
    el.replaceChildren();
  }

  await draw();
  // The code changes only while a maintainer works on it: `make watch`.
  shared.on?.("change:code change:style", draw);
  return () => {
    shared.off?.("change:code change:style", draw);
    clear();
  };
}

/** @param {string} code */
function imported(code) {
  let view = views.get(code);
  if (view === undefined) {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    view = import(/* webpackIgnore: true */ url)
      .then((module) => module.default)
      .finally(() => URL.revokeObjectURL(url));
    views.set(code, view);
  }
  return view;
}

/**
 * One style sheet for each kind of widget; the newest stays.
 * @param {string} name
 * @param {string} text
 */
function putStyle(name, text) {
  const id = `gate-by-gate-${name}`;
  const style = document.getElementById(id) ?? document.createElement("style");
  style.id = id;
  if (style.textContent !== text) style.textContent = text;
  if (!style.isConnected) document.head.append(style);
}

export default { render };
