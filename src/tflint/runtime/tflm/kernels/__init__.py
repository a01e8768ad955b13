"""What TFLM's kernels take, in bytes and in tensors; one file a kernel, named after TFLM's."""
