"""What a model carries and should not."""
