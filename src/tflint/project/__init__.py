"""Build files, lock files and copies of TFLM in a repository -> what they state of core, kernels, runtime and definitions."""
