"""What TFLM's kernels take, in bytes and in tensors; one file per kernel, named after TFLM's."""
