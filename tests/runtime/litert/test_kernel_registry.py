import pkgutil

from tflint.model import opcodes
from tflint.runtime.litert import kernel_registry, kernels, op_resolver


def test_every_kernel_file_is_listed() -> None:
    files = {module.name for module in pkgutil.iter_modules(kernels.__path__)} - {"padding"}
    assert files == set(kernel_registry.MODULES)


def test_every_op_is_one_that_the_runtime_registers() -> None:
    _, taken = op_resolver.release("")
    assert set(kernel_registry.kernels()) <= {*taken, *op_resolver.CUSTOM_OPS}


def test_what_is_not_modelled_is_not_modelled() -> None:
    assert not kernel_registry.UNMODELLED & set(kernel_registry.kernels())
    assert set(opcodes.NUMBERS) >= kernel_registry.UNMODELLED
