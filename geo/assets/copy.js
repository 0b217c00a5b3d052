// Hands the map a copy of its geometries in another datum, once.
/** @param {Component<{id: string, data?: GeometryCopy}>} component */
export default function handCopy({data: {id, data: copy}}) {
  const station = ((window.geoFrames ??= {})[id] ??= {});
  if (!copy) return;
  station.copy = copy;
  station.tellCopy?.();
}
