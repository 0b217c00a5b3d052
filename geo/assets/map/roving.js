// The marks of the map are one tab stop: arrow keys go from mark to mark, the nearest in that
// direction, Home and End to the first and last. Shift with an arrow moves the map, + and - zoom.
// A mark that is drawn anew while it has the focus keeps it.
import {isDrawing, map} from "./state.js";

/** @type {Record<string, [x: number, y: number]>} */
const WAYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const MARKS = ".leaflet-pane [tabindex]", PAN_PIXELS = 80, FRAME_EDGE = 24, ASIDE = 2;

/** @type {HTMLElement | SVGElement | null} */
let here = null;
let isHeld = false;

const marks = () => /** @type {Array<HTMLElement | SVGElement>} */ ([...map.getContainer().querySelectorAll(MARKS)])
  .filter((node) => !node.closest(".leaflet-popup-pane"));

/** @param {HTMLElement | SVGElement} node */
const keyOfMark = ({dataset}) => dataset.unit ?? dataset.sites ?? dataset.together ?? dataset.site ?? "";

/** @param {Element} node */
function middle(node) {
  const {left, right, top, bottom} = node.getBoundingClientRect();
  return {x: (left + right) / 2, y: (top + bottom) / 2};
}

// One mark can be reached by Tab: the one that had the focus last, or the first.
function settleMarks() {
  if (isDrawing()) return;
  const all = marks(), key = here && keyOfMark(here);
  const kept = all.find((node) => node === here) ?? all.find((node) => key && keyOfMark(node) === key);
  const wasLost = isHeld && here && !here.isConnected && [null, document.body].includes(/** @type {HTMLElement | null} */ (document.activeElement));
  here = kept ?? all[0] ?? null;
  for (const node of all) node.setAttribute("tabindex", node === here ? "0" : "-1");
  map.getContainer().tabIndex = all.length ? -1 : 0;
  if (wasLost) (kept ?? map.getContainer()).focus({preventScroll: true});
}

/** @param {HTMLElement | SVGElement} node */
function go(node) {
  here?.setAttribute("tabindex", "-1");
  here = node;
  node.setAttribute("tabindex", "0");
  const frame = map.getContainer().getBoundingClientRect(), {x, y} = middle(node);
  const isSeen = x > frame.left + FRAME_EDGE && x < frame.right - FRAME_EDGE && y > frame.top + FRAME_EDGE && y < frame.bottom - FRAME_EDGE;
  if (!isSeen) map.panBy([x - (frame.left + frame.right) / 2, y - (frame.top + frame.bottom) / 2], {animate: false});
  node.focus({preventScroll: true});
}

/**
 * The nearest mark in a direction: what lies aside counts for more.
 * @param {Element} from
 * @param {[x: number, y: number]} way
 */
function nearest(from, [dx, dy]) {
  const at = middle(from);
  let best = null, least = Infinity;
  for (const node of marks()) {
    const to = middle(node), x = to.x - at.x, y = to.y - at.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (node === from || along < 1) continue;
    const far = along + ASIDE * aside;
    if (far < least) [best, least] = [node, far];
  }
  return best;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const from = event.target instanceof Element ? event.target.closest(MARKS) : null;
  if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
  const way = WAYS[event.key], all = marks();
  if (way && event.shiftKey) map.panBy([way[0] * PAN_PIXELS, way[1] * PAN_PIXELS]);
  else if (way) {
    const next = nearest(from, way);
    if (next) go(next);
  } else if (event.key === "Home" || event.key === "End") go(all[event.key === "Home" ? 0 : all.length - 1]);
  else if (event.key === "+" || event.key === "=") map.zoomIn();
  else if (event.key === "-") map.zoomOut();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** To be called once the map is there. */
export function rove() {
  const container = map.getContainer();
  container.addEventListener("keydown", walk, true);
  container.addEventListener("focusin", ({target}) => {
    const mark = target instanceof Element ? target.closest(MARKS) : null;
    isHeld = mark !== null;
    if ((mark instanceof HTMLElement || mark instanceof SVGElement) && mark !== here) {
      here?.setAttribute("tabindex", "-1");
      here = mark;
      mark.setAttribute("tabindex", "0");
    }
  });
  container.addEventListener("focusout", ({relatedTarget}) => { if (relatedTarget) isHeld = false; });
  new MutationObserver(settleMarks).observe(container, {childList: true, subtree: true});
  settleMarks();
}

/** Where somebody asks for less motion, the map jumps instead of gliding. */
export function calm() {
  if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const panBy = map.panBy.bind(map);
  Object.assign(map, {_zoomAnimated: false, panBy: (/** @type {L.PointExpression} */ offset, /** @type {L.PanOptions} */ options) => panBy(offset, {...options, animate: false})});
  Object.assign(map.options, {inertia: false, fadeAnimation: false, markerZoomAnimation: false});
}
