"""Is this a model at all."""
