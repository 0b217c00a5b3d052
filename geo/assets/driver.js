// Tells the map and the text what to show; keeps the newest word for what is still opening.
export default function ({data}) {
  const tell = () => {
    const entry = window.geoFrames?.[data.id];
    if (!entry) return false;
    const asksBounds = data.view.tellBounds && !entry.view?.tellBounds;
    entry.view = data.view;
    if (entry.isReady) entry.post("show", data.view);
    if (asksBounds) entry.askBounds();
    return true;
  };
  window.geoReader?.select(data.view.selected);
  window.geoSelected = data.view.selected;
  if (!tell()) {
    const timer = setInterval(() => { if (tell()) clearInterval(timer); }, 50);
    return () => clearInterval(timer);
  }
}
