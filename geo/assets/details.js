// Hands the map the names and shapes of the sites that it asked for.
export default function ({data: {id, data}}) {
  if (data) window.geoFrames?.[id]?.tellDetails?.(data.sites);
}
