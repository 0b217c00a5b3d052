"""What knows nothing of reports: errors, files, paths, tables, text from outside."""
