"""From a file of any kind to a report: its text, parts, sentences and clauses."""
