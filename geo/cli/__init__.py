"""The command line: one parser, a module for each kind of command."""
