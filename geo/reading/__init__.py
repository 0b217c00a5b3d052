"""From a report to its mentions: names, stages, sectors, amounts. Knows no file of places."""
