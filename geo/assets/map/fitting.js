// Bounds brought into view, in a frame of any size. A frame that is hidden yet has none: what lies
// around the bounds would leave less than nothing, of which Leaflet makes a zoom without end.

/**
 * @param {L.Map} map
 * @param {L.LatLngBoundsExpression} bounds
 * @param {{left?: number, top?: number, right?: number, bottom?: number, maxZoom?: number}} room
 *   Pixels that stay free on each side, as far as the map has them.
 */
export function bringIntoView(map, bounds, {left = 0, top = 0, right = 0, bottom = 0, maxZoom}) {
  const {x, y} = map.getSize(), wide = share(x, left + right), high = share(y, top + bottom);
  /** @type {L.FitBoundsOptions} */
  const options = {paddingTopLeft: [left * wide, top * high], paddingBottomRight: [right * wide, bottom * high], animate: false};
  map.fitBounds(bounds, maxZoom === undefined ? options : {...options, maxZoom});
}

/**
 * Return which part of the pixels may stay free: half of what there is at most.
 * @param {number} size
 * @param {number} free
 */
const share = (size, free) => (free > size / 2 ? size / 2 / free : 1);
