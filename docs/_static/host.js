// @ts-check
// Brings the saved interactives of a page to life, with no kernel and no ipywidgets.
//
// Each interactive is an anywidget: its saved state holds an ES module (`_esm`), a style sheet
// (`_css`) if it has one of its own, and values. The page holds that state, and an element [data-model] where each is shown,
// filled with a table or a picture that stays if the module cannot run.
(() => {
  /**
   * What a widget manager saves of a model.
   * @typedef {{state: Record<string, any>, buffers?: {path: string[], data: string}[]}} Saved
   *
   * @typedef {(model: Model, ...values: any[]) => void} Listener
   * @typedef {{get_model: (id: string) => Promise<Model | undefined>}} Manager
   */

  // What a module is given as `model`. Views of one model share it, and so move together.
  class Model {
    /** @type {Record<string, any>} */
    #values;
    /** @type {Map<string, Listener[]>} */
    #listeners = new Map();

    /**
     * @param {Record<string, any>} values
     * @param {Manager} manager
     */
    constructor(values, manager) {
      this.#values = values;
      this.widget_manager = manager;
    }
    /** @param {string} name */
    get(name) {
      return this.#values[name];
    }
    /**
     * @param {string | Record<string, any>} name
     * @param {any} [value]
     */
    set(name, value) {
      const given = typeof name === "string" ? { [name]: value } : name;
      const changed = Object.keys(given).filter((key) => !Object.is(given[key], this.#values[key]));
      Object.assign(this.#values, given);
      for (const key of changed) this.#tell(`change:${key}`, given[key]);
      if (changed.length > 0) this.#tell("change");
    }
    /**
     * @param {string} events
     * @param {Listener} listener
     */
    on(events, listener) {
      for (const event of events.split(" ")) {
        this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
      }
    }
    /**
     * @param {string} [events]
     * @param {Listener} [listener]
     */
    off(events, listener) {
      for (const event of events ? events.split(" ") : this.#listeners.keys()) {
        const kept = (this.#listeners.get(event) ?? []).filter((one) => listener && one !== listener);
        this.#listeners.set(event, kept);
      }
    }
    /**
     * @param {string} event
     * @param {...any} values
     */
    #tell(event, ...values) {
      for (const listener of this.#listeners.get(event) ?? []) listener(this, ...values);
    }
    // There is no kernel to take anything.
    save_changes() {}
    send() {}
  }

  /**
   * The values of a saved model; what JSON cannot hold was saved beside it, as base64.
   * @param {Saved} saved
   */
  function savedValues({ state, buffers = [] }) {
    for (const { path, data } of buffers) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const holder = path.slice(0, -1).reduce((value, key) => value[key], state);
      holder[path[path.length - 1]] = new DataView(bytes.buffer);
    }
    return state;
  }

  /**
   * Calls `make` once for each key.
   * @template K, V
   * @param {(key: K) => V} make
   * @returns {(key: K) => V}
   */
  function once(make) {
    /** @type {Map<K, V>} */
    const made = new Map();
    return (key) => {
      if (!made.has(key)) made.set(key, make(key));
      return /** @type {V} */ (made.get(key));
    };
  }

  const loadModule = once(
    (/** @type {string} */ text) =>
      import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))),
  );
  const addStyle = once((/** @type {string} */ text) =>
    document.head.append(Object.assign(document.createElement("style"), { textContent: text })),
  );
  const widgetOf = once(async (/** @type {Model} */ model) => {
    const module = await loadModule(model.get("_esm"));
    const exported = module.default ?? module;
    const widget = typeof exported === "function" ? await exported() : exported;
    await widget.initialize?.({ model });
    return widget;
  });

  /**
   * @param {HTMLElement} place
   * @param {Model} model
   */
  async function show(place, model) {
    const saved = [...place.childNodes];
    const el = document.createElement("div");
    try {
      const widget = await widgetOf(model);
      if (model.get("_css")) addStyle(model.get("_css"));
      place.replaceChildren(el);
      await widget.render({ model, el });
      place.dataset.alive = "";
    } catch (error) {
      console.error(error);
      place.replaceChildren(...saved);
    }
  }

  for (const script of document.querySelectorAll(
    'script[type="application/vnd.jupyter.widget-state+json"]',
  )) {
    /** @type {{state: Record<string, Saved>}} */
    const { state } = JSON.parse(script.textContent ?? "");
    /** @type {Manager} */
    const manager = { get_model: async (id) => models.get(id) };
    /** @type {Map<string, Model>} */
    const models = new Map(
      Object.entries(state).map(([id, saved]) => [id, new Model(savedValues(saved), manager)]),
    );
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-model]"))) {
      const model = models.get(place.dataset.model ?? "");
      if (model !== undefined) show(place, model);
    }
  }
})();
