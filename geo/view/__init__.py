"""What pages show, without a page around it: cards, texts, figures, the map."""
