// Tells the map what to show; keeps the newest word for a map that is still opening.
export default function ({data}) {
  const frames = (window.geoFrames ??= {});
  const tell = () => {
    const entry = frames[data.id];
    if (!entry) return false;
    entry.view = data.view;
    if (entry.isReady) entry.post({geo: "show", payload: data.view});
    return true;
  };
  if (!tell()) {
    const timer = setInterval(() => { if (tell()) clearInterval(timer); }, 50);
    return () => clearInterval(timer);
  }
}
