"""TensorFlow Lite Micro, its rooms named after its own files."""
