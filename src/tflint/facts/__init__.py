"""What is known about one model on one board, each fact proved once."""

from tflint.facts.alternatives import Alternative, OnRuntime, esp_nn_versions, plausible_runtimes, reference_kernels
from tflint.facts.arena import Peak, arena_plan, peak
from tflint.facts.contracts import Promise, declared, ends, promises
from tflint.facts.delegation import Delegation, delegation, gpu_delegation
from tflint.facts.ethos_u import NpuProgram, npu_programs
from tflint.facts.float_regions import FloatRegion, float_islands, float_regions
from tflint.facts.judgements import Judgement, Judgements, judgements, others, verdicts
from tflint.facts.kernel_defects import KernelDefect, kernel_defects
from tflint.facts.linked_image import LinkedImage, MissingImage, UnreadableImage, linked_image, other_states, readable_image
from tflint.facts.macs import Workload, float_and_integers, macs, workload
from tflint.facts.memories import RAM, arenas_by_region, capacity
from tflint.facts.number_formats import QUANTIZED, NumberFormats, computes_in, number_formats
from tflint.facts.offline_plan import Clash, lost_values
from tflint.facts.op_labels import op_label, op_labels
from tflint.facts.process_memory import ProcessMemory, process_memory
from tflint.facts.shared_allocator import in_order, together
from tflint.facts.size_and_ops import file_size, op_names
from tflint.facts.smaller_arena import SmallerArena, planned_better
from tflint.facts.sources import (
    Embedded,
    Registered,
    UnreadableSource,
    adds,
    embedded,
    firmware,
    firmware_of,
    known_to_tflm,
    op_of,
    registered,
    unregistered,
    wake_word,
    wake_word_mistakes,
    without_method,
)
from tflint.facts.subject import Deployment, Facts, File, Option, Project
from tflint.facts.value_moves import final_readers, first_writers
from tflint.facts.vela import Compiled, VelaFailed, compiled_by_vela
from tflint.facts.wiring import Wiring, wiring

__all__ = [
    "QUANTIZED",
    "RAM",
    "Alternative",
    "Clash",
    "Compiled",
    "Delegation",
    "Deployment",
    "Embedded",
    "Facts",
    "File",
    "FloatRegion",
    "Judgement",
    "Judgements",
    "KernelDefect",
    "LinkedImage",
    "MissingImage",
    "NpuProgram",
    "NumberFormats",
    "OnRuntime",
    "Option",
    "Peak",
    "ProcessMemory",
    "Project",
    "Promise",
    "Registered",
    "SmallerArena",
    "UnreadableImage",
    "UnreadableSource",
    "VelaFailed",
    "Wiring",
    "Workload",
    "adds",
    "arena_plan",
    "arenas_by_region",
    "capacity",
    "compiled_by_vela",
    "computes_in",
    "declared",
    "delegation",
    "embedded",
    "ends",
    "esp_nn_versions",
    "file_size",
    "final_readers",
    "firmware",
    "firmware_of",
    "first_writers",
    "float_and_integers",
    "float_islands",
    "float_regions",
    "gpu_delegation",
    "in_order",
    "judgements",
    "kernel_defects",
    "known_to_tflm",
    "linked_image",
    "lost_values",
    "macs",
    "npu_programs",
    "number_formats",
    "op_label",
    "op_labels",
    "op_names",
    "op_of",
    "other_states",
    "others",
    "peak",
    "planned_better",
    "plausible_runtimes",
    "process_memory",
    "promises",
    "readable_image",
    "reference_kernels",
    "registered",
    "together",
    "unregistered",
    "verdicts",
    "wake_word",
    "wake_word_mistakes",
    "wiring",
    "without_method",
    "workload",
]
