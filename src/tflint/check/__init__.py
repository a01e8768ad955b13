"""Runs rules over one file and over all of them; knows no rule."""
