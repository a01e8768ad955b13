"""Many files: linted here, in a pool of processes or on a cluster, and remembered in a cache or a journal."""
