// Tells the map and the text what to show; the map's frame, when it opens, is told the newest.
export default function ({data: {id, view, query}}) {
  const station = ((window.geoFrames ??= {})[id] ??= {});
  Object.assign(station, {view, query});
  if (station.frame && !station.frame.isConnected) station.lose();
  station.tell?.();
  window.geoSelected = view.selected;
  window.geoReader?.select(view.selected);
}
