// Holds the map that an editor draws on in a frame. What the frame shows, draw-view.js says.
/** @param {Component<{digest: string, label: string, document: string, payload: World}>} component */
export default function holdDrawing({data, parentElement, setTriggerValue}) {
  const old = window.geoDrawing;
  /** @param {MapMessage} message */
  const heard = (message) => {
    if (message.geo === "drawn") setTriggerValue("drawn", {geometry: message.geometry});
    else if (message.geo === "picked") setTriggerValue("picked", message.number);
  };
  if (old && old.digest === data.digest && parentElement.contains(old.frame)) {
    old.heard = heard;
    return undefined;
  }
  if (old) old.close();
  const frame = document.createElement("iframe");
  frame.title = data.label;
  frame.style.cssText = "width:100%;height:clamp(340px,52vh,560px);border:1px solid rgba(128,128,128,.4);border-radius:8px;display:block;background:#eef1ee";
  /** @type {NonNullable<Window["geoDrawing"]>} */
  const entry = {
    digest: data.digest, frame, heard, view: null, isReady: false, close: () => {},
    tell() { if (entry.isReady && entry.view) frame.contentWindow?.postMessage({geo: "show", payload: entry.view}, "*"); },
  };
  window.geoDrawing = entry;
  // A map cannot be fitted into a frame that is not laid out yet.
  let isLoaded = false;
  const begin = () => {
    if (!isLoaded || entry.isReady || !frame.clientWidth || !frame.clientHeight) return;
    frame.contentWindow?.postMessage({geo: "load", payload: data.payload}, "*");
    entry.isReady = true;
    entry.tell();
  };
  const watcher = new ResizeObserver(begin);
  watcher.observe(frame);
  /** @param {MessageEvent<MapMessage>} event */
  const listen = (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    if (event.data.geo === "ready") {
      isLoaded = true;
      entry.isReady = false;
      begin();
    } else if (event.data.geo === "drawn" || event.data.geo === "picked") entry.heard(event.data);
  };
  window.addEventListener("message", listen);
  entry.close = () => {
    window.removeEventListener("message", listen);
    watcher.disconnect();
    frame.remove();
    if (window.geoDrawing === entry) delete window.geoDrawing;
  };
  frame.srcdoc = data.document;
  parentElement.append(frame);
  return entry.close;
}
