"""The editor's room: findings beside decisions. Put together in ``pages/editor.py``."""
