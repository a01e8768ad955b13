"""A Report in, text out; decides nothing."""
