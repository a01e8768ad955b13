"""Prepare of the kernels that do more than give their output a shape; one file per kernel, named after LiteRT's."""
