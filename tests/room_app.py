"""The editor's room without a browser, and how its parts are used."""

import sys

from streamlit.testing.v1 import AppTest

from geo.base.paths import ROOT

PAGE = str(ROOT / "streamlit_app.py")


def enter(monkeypatch, *arguments, **query):
    """Open the room with these arguments of the page."""
    monkeypatch.setattr(sys, "argv", ["streamlit_app.py", *map(str, arguments)])
    app = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("pages/editor.py")
    return app.run()


def pick(app, site, span=""):
    app.session_state["editor_pick"] = f"{site}|{span}"
    return app.run()


def act(app, action):
    box = next(b for b in app.selectbox if b.key.startswith("editor_action"))
    return box.set_value(action).run()


def field(app, name):
    return next(f for f in app.text_input if f.key.startswith(f"editor_{name}:"))


def press(app, label):
    return next(b for b in app.button if b.label.startswith(label)).click().run()


def steps_of(app):
    return next(h.value for h in app.subheader if "草稿" in h.value)


def cards(app):
    return [h.proto.body for h in app.get("html") if "<article" in h.proto.body]
