// In every document of a measured page: when the map's document says how many sites it shows
// (data-shown), or deck.gl draws another number of vertices, tell the top document once it is
// painted. Times are milliseconds since the epoch, the same clock in all documents.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const tell = (shown) => requestAnimationFrame(() => setTimeout(() => window.top.postMessage({benchmark: {shown, time: now()}}, "*")));
  if (window.top === window) {
    window.paints = [];
    window.clicked = 0;
    addEventListener("click", () => { window.clicked = now(); window.paints = []; }, true);
    addEventListener("message", (event) => { if (event.data?.benchmark) window.paints.push(event.data.benchmark); });
    let drawn = 0, last = null;
    const types = [window.WebGL2RenderingContext, window.WebGLRenderingContext].filter(Boolean);
    for (const {prototype} of types) for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
      const draw = prototype[name];
      if (!draw) continue;
      prototype[name] = function (...given) {
        if (drawn === 0) requestAnimationFrame(() => { if (drawn !== last) tell("deck"); last = drawn; drawn = 0; });
        drawn += name === "drawArrays" || name === "drawArraysInstanced" ? given[2] * (given[3] ?? 1) : given[1] * (given[4] ?? 1);
        return draw.apply(this, given);
      };
    }
    // Frames that the page swaps or sandboxes are looked at from here, once a frame of the screen.
    const said = new WeakMap();
    const look = () => {
      for (let i = 0; i < window.length; i++) {
        try {
          const shown = window[i].document.body?.dataset.shown;
          if (shown !== undefined && said.get(window[i].document) !== shown) { said.set(window[i].document, shown); tell(shown); }
        } catch { /* Another origin's. */ }
      }
      requestAnimationFrame(look);
    };
    look();
  } else {
    let shown;
    const look = () => {
      const said = document.body?.dataset.shown;
      if (said === undefined || said === shown) return;
      shown = said;
      tell(said);
    };
    new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-shown"]});
    addEventListener("load", look);
  }
})();
