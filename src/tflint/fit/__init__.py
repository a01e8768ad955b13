"""How little arena a model can take: an offline plan, shared memory and stripes, chosen by the exact plan of the target."""
