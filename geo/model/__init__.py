"""What the rooms hand to each other: codes, mentions, places, sites, the atlas."""
