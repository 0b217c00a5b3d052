"""A user's own places: extracts and tables brought into one local file, and asked from there."""
