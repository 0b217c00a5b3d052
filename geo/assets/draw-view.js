// Tells the map that an editor draws on what to show.
/** @param {Component<MapView>} component */
export default function tellView({data}) {
  const tell = () => {
    const entry = window.geoDrawing;
    if (!entry) return false;
    entry.view = data;
    entry.tell();
    return true;
  };
  if (!tell()) {
    const timer = setInterval(() => { if (tell()) clearInterval(timer); }, 50);
    return () => clearInterval(timer);
  }
  return undefined;
}
