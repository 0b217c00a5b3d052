// The circle around the place near which sites are looked for.
import {last, map, view} from "./state.js";

/** @type {L.Circle | null} */
let circle = null;

/** Draw it anew. Its place is WGS-84: over tiles in another datum it would lie beside, and is not drawn. */
export function drawCircle() {
  const near = view.datum === "WGS-84" ? last?.near : null;
  circle?.remove();
  circle = near ? L.circle([near.at[0], near.at[1]], {radius: near.radius, interactive: false, fill: false, color: "#c2185b", weight: 2, dashArray: "6 5"}).addTo(map) : null;
}
