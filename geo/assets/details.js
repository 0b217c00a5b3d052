// Hands the map the names and shapes of the sites that it asked for.
/** @param {Component<{id: string, data?: {sites: SiteDetails[]}}>} component */
export default function handDetails({data: {id, data}}) {
  if (data) window.geoFrames?.[id]?.tellDetails?.(data.sites);
}
