"""What is served beside the page, and without it: the published atlases by address."""
