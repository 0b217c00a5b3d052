// Holds the map's document in a frame and hands it its sites once. Streamlit calls this
// again on each run; the frame stays as long as the document and the sites do.
export default function ({data, parentElement, setTriggerValue}) {
  const frames = (window.geoFrames ??= {});
  const old = frames[data.id];
  if (old && old.digest === data.digest && parentElement.contains(old.frame)) {
    old.pick = (id) => setTriggerValue("picked", id);
    return;
  }
  if (old) old.frame.remove();
  const frame = document.createElement("iframe");
  frame.title = data.label;
  frame.allow = "fullscreen";
  frame.style.cssText = "width:100%;height:clamp(380px,66vh,760px);border:1px solid rgba(128,128,128,.4);border-radius:8px;display:block;background:#eef1ee";
  const entry = frames[data.id] = {digest: data.digest, frame, view: old?.view, pick: (id) => setTriggerValue("picked", id)};
  entry.post = (message) => frame.contentWindow.postMessage(message, "*");
  const note = document.createElement("p");
  note.textContent = data.failed;
  note.hidden = true;
  const timer = setTimeout(() => { note.hidden = false; }, 15000);
  const listen = (event) => {
    if (event.source !== frame.contentWindow || !event.data) return;
    if (event.data.geo === "ready") {
      clearTimeout(timer);
      note.hidden = true;
      entry.post({geo: "load", payload: data.payload});
      entry.isReady = true;
      if (entry.view) entry.post({geo: "show", payload: entry.view});
    }
    if (event.data.geo === "pick") entry.pick(event.data.id);
  };
  window.addEventListener("message", listen);
  frame.srcdoc = data.document;
  parentElement.append(note, frame);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("message", listen);
    frame.remove();
    if (frames[data.id] === entry) delete frames[data.id];
  };
}
