// Hands what can be found to what finds (finder.js), once.
/** @param {Component<{index: {of: string, data?: FinderData}}>} component */
export default function learn({data: {index}}) {
  window.geoIndex = index.data ? index : window.geoIndex;
  window.geoFinder?.learn();
}
