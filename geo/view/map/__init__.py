"""The map: its document, what it is handed, what lies under it."""
