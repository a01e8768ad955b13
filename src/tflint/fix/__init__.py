"""Rewriting models and firmware: exact passes, the arena's plan, fixes for findings, and the gates that each result must pass."""
