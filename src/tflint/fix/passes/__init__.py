"""Rewrites that change no output, one file each: its rule, its proof (the docstring) and its test."""
