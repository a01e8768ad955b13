"""What a linked firmware image shows: models, arenas, kernels, the runtime's version, memory."""
