// Hands the map a copy of its geometries in another datum, once.
export default function ({data}) {
  const entry = window.geoFrames?.[data.id];
  if (!entry) return;
  entry.copy = data.copy;
  if (entry.isReady) entry.post("copy", data.copy);
}
