// Elements of the map's document. All text from outside is set as textContent, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string | number} [content]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (content !== undefined) node.textContent = String(content);
  return node;
}

/**
 * Text as HTML that shows just it, for what Leaflet takes as HTML alone.
 * @param {string} said
 */
export function escaped(said) {
  const node = element("i", "", said), serializer = new XMLSerializer();
  return node.firstChild ? serializer.serializeToString(node.firstChild) : "";
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

/**
 * A button of the map's own. A press on it is none on the map.
 * @param {string} className
 * @param {string} said
 * @param {() => void} run
 */
export function mapButton(className, said, run) {
  const button = element("button", className, said);
  button.type = "button";
  L.DomEvent.disableClickPropagation(button);
  button.onclick = run;
  return button;
}
