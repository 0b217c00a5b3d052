"""Which sites a reader has chosen to see: columns, selections, neighbours."""
