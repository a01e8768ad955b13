"""The kernels of vendors' libraries, as far as they were read: a file for each library."""
