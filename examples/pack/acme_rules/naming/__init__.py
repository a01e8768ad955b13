"""How inputs and outputs are called."""
