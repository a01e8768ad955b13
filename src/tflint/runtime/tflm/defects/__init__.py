"""Kernels that are known to compute wrong, by library and version: the table, and each defect's condition on a model."""
