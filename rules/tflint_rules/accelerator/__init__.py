"""Is the model compiled for the accelerator that the board has."""
