"""Will the resolver find the ops, will the kernels take them."""
