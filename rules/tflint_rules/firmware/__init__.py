"""Do the sources agree with the model."""
