"""Joins rules and facts; knows no rule."""
