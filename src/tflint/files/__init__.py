"""Paths of the command line -> files to lint: walked, sorted, with what was left out and why."""
