"""Whether tensors that share memory keep their values: a walk over the arena's bytes that knows nothing of how they were placed."""
