"""A target: CPU, kernel library and runtime snapshot, as in `cortex-m4/cmsis-nn` or `litert@2.3.0`."""

from tflint.record import Record

CPUS = (
    "host",
    "cortex-m0plus",
    "cortex-m3",
    "cortex-m4",
    "cortex-m7",
    "cortex-m33",
    "cortex-m55",
    "cortex-m85",
    "esp32",
    "esp32s3",
    "esp32p4",
    "riscv32",
    "hifi4",
    "hifi5",
    "vision-p6",
)
KERNELS = ("reference", "cmsis-nn", "esp-nn", "xtensa", "silabs-mvp", "helia")
# how TFLM is built and its interpreter made, where it is not the default
BUILD_OPTIONS = ("compression", "no-dsp", "no-mve", "optimized-for-size", "preserve-all-tensors")
WITHOUT = {"no-dsp": ("cortex-m33", "cortex-m55", "cortex-m85"), "no-mve": ("cortex-m55", "cortex-m85")}


class UnknownTarget(ValueError):
    """A target that is not of the form CPU/KERNELS or litert[@VERSION]; the message names what is allowed."""


class Target(Record):
    """What a model is planned for. `cpu` is empty for LiteRT; `version` is the kernel library's (esp-nn) or LiteRT's.

    `runtime` is the snapshot, `tflm@2024-08` or `esp-tflite-micro@1.3.8`; empty means the newest. `resource_variables` is how
    many slots MicroResourceVariables gets in the arena: as many as the model needs where None, 0 where it has an arena of its own.
    `static_memory` is whether TF_LITE_STATIC_MEMORY is defined: what those who ship the runtime do where None.

    `stands_for` is set where `runtime` only stands for one that no table knows, and says which: every figure is then a bound.
    `patched` says which sources of a project's copy are not as `runtime` has them: figures are bounds, verdicts hold.

    `build` holds what of BUILD_OPTIONS the firmware uses; `split_arena` is whether it hands MicroAllocator::Create two arenas,
    `ethos_u` whether it is built with the kernel for Arm's NPU, whose driver gets `npu_fast_memory` bytes of its own (None: not known).

    `decompression_memory` are the regions that SetDecompressionMemory gets, bytes, each from a multiple of 16 on.

    `struct_sizes` are sizes of TFLM's structs, bytes, that a linked image's debug information shows; they replace the tables'.

    Of LiteRT alone: `threads` as the program asks for (None: what the Python binding does without being asked), `delegate` (`none`
    or `xnnpack`; empty where nothing is said of it) and `ruy`, whether the library is built with that matrix multiplication.
    """

    cpu: str
    kernels: str
    version: str = ""
    runtime: str = ""
    resource_variables: int | None = None
    static_memory: bool | None = None
    build: tuple[str, ...] = ()
    split_arena: bool = False
    ethos_u: bool = False
    npu_fast_memory: int | None = None
    decompression_memory: tuple[int, ...] = ()
    struct_sizes: tuple[tuple[str, int], ...] = ()
    stands_for: str = ""
    patched: str = ""
    threads: int | None = None
    delegate: str = ""
    ruy: bool = False

    @property
    def is_litert(self) -> bool:
        """Return whether this is the LiteRT interpreter, not TFLM."""
        return self.kernels == "litert"

    def __str__(self) -> str:
        """Return the form that `--target` takes."""
        name = self.kernels + (f"@{self.version}" if self.version else "")
        return name if self.is_litert else f"{self.cpu}/{name}"


DEFAULT = Target("cortex-m4", "cmsis-nn")


def is_release(version: str) -> bool:
    """Return whether a version is numbers between dots, as LiteRT's releases are named."""
    return all(part.isascii() and part.isdecimal() for part in version.split("."))


def parse(text: str, runtime: str = "") -> Target:
    """Read `CPU/KERNELS[@VERSION]` or `litert[@VERSION]`; raise UnknownTarget."""
    cpu, slash, rest = text.rpartition("/")
    kernels, _, version = rest.partition("@")
    if kernels == "litert" and not slash:
        if version and not is_release(version):
            raise UnknownTarget(f"{text!r} names no release of LiteRT: write litert@2.3.0")
        return Target("", kernels, version, runtime)
    if cpu not in CPUS or kernels not in KERNELS:
        allowed = f"CPU/KERNELS with CPU one of {', '.join(CPUS)} and KERNELS one of {', '.join(KERNELS)}, or litert[@VERSION]"
        raise UnknownTarget(f"{text!r} is not a target; expected {allowed}")
    return Target(cpu, kernels, version, runtime)
