"""Convolutional segments repeated over bands of rows, so that no tensor between their ends is ever whole in memory."""
