// Slides as large as the window, with no scaling: what is dragged stays under the pointer.
Reveal.initialize({
  disableLayout: true,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  scrollActivationWidth: null,
  // Inside an interactive the keys are its own.
  keyboardCondition: (event) => !event.target.closest("[data-model]"),
});
for (const place of document.querySelectorAll("[data-model]")) place.dataset.preventSwipe = "";
