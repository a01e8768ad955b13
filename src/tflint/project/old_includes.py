"""Sources whose includes say which TFLM they are built with, told apart quickly."""

import re

# folders and files that TFLM had until 2019-12 and 2020-06
_OLD = rb'#[ \t]*include[ \t]*["<]tensorflow/lite/(experimental/micro/|micro/kernels/all_ops_resolver\.h)'

_MARKS = (b"TFLite.h", b"TensorFlowLite", b"EloquentTinyML.h", b"eloquent_tinyml/tensorflow", b"tflm_cortexm.h", b"tflm_esp32.h")


def names_old(data: bytes) -> int:
    """Return the line in which a source includes what TFLM has not had since 2020-06, 0 where it includes nothing of that kind."""
    if b"lite/experimental/micro/" not in data and b"kernels/all_ops_resolver.h" not in data:
        return 0
    match = re.search(_OLD, data)
    return 0 if match is None else data.count(b"\n", 0, match.start()) + 1


def may_name_library(data: bytes) -> bool:
    """Return whether a source may include one of the libraries of `included_libraries`."""
    return any(mark in data for mark in _MARKS)
