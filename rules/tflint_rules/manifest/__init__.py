"""Does the manifest still say what it means."""
