"""From mentions to the atlas: places, sites, an editor's decisions, amounts of others."""
