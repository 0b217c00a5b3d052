"""The page's parts: each takes data and returns a choice. Put together in ``streamlit_app.py``."""
