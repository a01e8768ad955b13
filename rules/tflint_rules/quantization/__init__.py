"""Is it the integer model you think it is."""
