// Lets an editor draw one shape on the map: a point, a line or an area, with Leaflet.draw.
// Lives in the map's document beside atlas-map.js and hears the same messages; what is drawn
// goes to the page as GeoJSON ({geo: "drawn"}), and comes back from there as what is chosen.
"use strict";

window.geoDraw = (() => {
  const COLOUR = "#c2185b";
  const DIGITS = 6;
  let map, bar, tool = null, layer = null, shown = "null", words = null, isSeen = false;

  const mark = () => L.divIcon({className: "drawn-mark", iconSize: [22, 22]});
  const style = {color: COLOUR, weight: 4, opacity: 0.95, fillColor: COLOUR, fillOpacity: 0.15, dashArray: null};

  function tell() {
    isSeen = true;
    const geometry = layer ? layer.toGeoJSON(DIGITS).geometry : null;
    shown = JSON.stringify(geometry);
    document.body.dataset.drawn = geometry ? geometry.type : "";
    window.parent.postMessage({geo: "drawn", geometry}, "*");
  }

  function put(geometry) {
    if (layer) layer.remove();
    layer = null;
    shown = JSON.stringify(geometry);
    document.body.dataset.drawn = geometry ? geometry.type : "";
    if (!geometry) return;
    const isFirst = !isSeen;
    isSeen = true;
    const made = L.geoJSON(geometry, {style: () => style, pointToLayer: (f, at) => L.marker(at, {icon: mark(), draggable: true, keyboard: false})});
    adopt(made.getLayers()[0]);
    if (isFirst) layer.getBounds ? map.fitBounds(layer.getBounds(), {maxZoom: 16, padding: [30, 30], animate: false}) : map.setView(layer.getLatLng(), 15, {animate: false});
  }

  // Shows a shape that can be changed where it lies.
  function adopt(made) {
    layer = made.addTo(map);
    if (layer.editing && !(layer instanceof L.Marker)) {
      layer.editing.enable();
      layer.on("edit", tell);
    } else if (layer.dragging) {
      layer.dragging.enable();
      layer.on("dragend", tell);
    }
  }

  function start(kind) {
    stop();
    const options = {shapeOptions: style, showLength: false, showArea: false, metric: true, icon: kind === "Marker" ? mark() : undefined};
    if (options.icon === undefined) delete options.icon;
    tool = new L.Draw[kind](map, options);
    tool.enable();
    refresh();
  }

  function stop() {
    if (tool) tool.disable();
    tool = null;
    refresh();
  }

  function button(name, label, run) {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = label;
    node.dataset.tool = name;
    node.onclick = run;
    return node;
  }

  function refresh() {
    document.body.classList.toggle("is-drawing", Boolean(tool));
    if (!bar || !words) return;
    const active = tool && tool.type;
    const tools = [["marker", "Marker", words.point], ["polyline", "Polyline", words.line], ["polygon", "Polygon", words.area]].map(([type, kind, label]) => {
      const node = button(type, label, () => (active === type ? stop() : start(kind)));
      node.setAttribute("aria-pressed", String(active === type));
      return node;
    });
    const more = [];
    if (active === "polyline" || active === "polygon") {
      more.push(button("finish", words.finish, () => { if (tool) tool.completeShape(); }));
      more.push(button("back", words.back, () => { if (tool) tool.deleteLastVertex(); }));
    }
    if (tool) more.push(button("cancel", words.cancel, stop));
    else if (layer) more.push(button("clear", words.clear, () => { put(null); tell(); refresh(); }));
    bar.replaceChildren(...tools, ...more);
  }

  function speak(next) {
    if (JSON.stringify(next) === JSON.stringify(words)) return;
    words = next;
    const texts = L.drawLocal.draw.handlers;
    texts.marker.tooltip.start = words.pointHelp;
    for (const handler of [texts.polyline, texts.polygon]) {
      handler.tooltip.start = words.startHelp;
      handler.tooltip.cont = words.goOnHelp;
      handler.tooltip.end = words.endHelp;
    }
    texts.polyline.error = words.crossing;
    if (!bar) {
      const control = L.control({position: "topleft"});
      control.onAdd = () => {
        bar = document.createElement("div");
        bar.className = "draw-tools";
        bar.setAttribute("role", "toolbar");
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.disableScrollPropagation(bar);
        return bar;
      };
      control.addTo(map);
    }
    bar.setAttribute("aria-label", words.tools);
    refresh();
  }

  // Numbered candidates for a place; a click tells the page which one is meant.
  let candidates = null, listed = "";
  function list(found) {
    const next = JSON.stringify(found);
    if (next === listed) return;
    const isNew = JSON.stringify(found.map((each) => each.at)) !== JSON.stringify(listed ? JSON.parse(listed).map((each) => each.at) : []);
    listed = next;
    if (candidates) candidates.remove();
    candidates = L.featureGroup().addTo(map);
    for (const each of found) {
      if (each.geometry.type !== "Point") L.geoJSON(each.geometry, {style: () => ({...style, weight: each.isChosen ? 6 : 3, dashArray: each.isKept ? null : "6 5"}), interactive: false}).addTo(candidates);
      const node = document.createElement("span");
      node.textContent = each.number;
      const icon = L.divIcon({className: `candidate-mark${each.isChosen ? " is-chosen" : ""}${each.isKept ? "" : " is-shown-only"}`, html: node, iconSize: [26, 26]});
      const mark = L.marker([each.at[1], each.at[0]], {icon, title: each.label, zIndexOffset: each.isChosen ? 1000 : 500});
      mark.on("click", () => window.parent.postMessage({geo: "picked", number: each.number}, "*"));
      mark.addTo(candidates);
      mark.getElement().setAttribute("aria-label", each.label);
    }
    document.body.dataset.candidates = String(found.length);
    // Beside the legend, which would hide what lies below it.
    const aside = Math.min(230, map.getSize().x * 0.45);
    if (found.length && isNew) map.fitBounds(candidates.getBounds(), {maxZoom: 15, paddingTopLeft: [60, 40], paddingBottomRight: [aside, 40], animate: false});
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.geo !== "show") return;
    const {draw} = event.data.payload;
    if (!draw) return;
    list(draw.candidates || []);
    if (!draw.words) return;
    speak(draw.words);
    if (JSON.stringify(draw.geometry) !== shown) { put(draw.geometry); refresh(); }
  });

  return {
    mount(leafletMap) {
      map = leafletMap;
      // Leaflet.draw takes every browser that knows touch for a phone; corners would be huge.
      if (!window.matchMedia("(pointer: coarse)").matches) {
        for (const tool of [L.Draw.Polyline, L.Edit.PolyVerticesEdit]) tool.prototype.options.touchIcon = tool.prototype.options.icon;
      }
      // The click that follows a tap falls on the corner that the tap has made, and would end
      // the shape there. It ends with the button, or at a press near its end.
      for (const tool of [L.Draw.Polyline, L.Draw.Polygon]) tool.prototype._updateFinishHandler = () => {};
      // A click that draws does not also ask which of the sites there is meant.
      L.Popup.include({openOn() { return this; }});
      map.on(L.Draw.Event.CREATED, (event) => {
        if (layer) layer.remove();
        adopt(event.layer);
        tool = null;
        tell();
        refresh();
      });
      map.on(L.Draw.Event.DRAWSTOP, () => { tool = null; refresh(); });
      document.addEventListener("keydown", (event) => { if (event.key === "Escape" && tool) stop(); });
    },
  };
})();
