"""Recipes of TFLM's own operators, whose options are a flexbuffer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flatbuffers import flexbuffers

from tflm_recipes.registry import I8, I16, F, recipe

if TYPE_CHECKING:
    from tflm_graph import Graph, Shape, Value


def packed(**options: int) -> bytes:
    """Return options as a flexbuffer map."""
    return bytes(flexbuffers.Dumps(options))


@recipe("CIRCULAR_BUFFER")
def circular_buffer(g: Graph, op: str) -> None:
    """Add the last few rows."""
    depth, rows = g.rng.randint(1, 5), g.rng.randint(2, 6)
    x = g.input((1, 1, 1, depth), I8)
    g.operator(op, [x], [g.like(x, (1, rows, 1, depth))], custom_options=packed(cycles_max=g.rng.randint(1, 3)))


@recipe("TFLite_Detection_PostProcess")
def detection(g: Graph, op: str) -> None:
    """Add boxes that remain."""
    boxes, classes, kept = g.rng.randint(1, 20), g.rng.randint(1, 5), g.rng.randint(1, 5)
    inputs: list[Value | int] = [g.input((1, boxes, 4), F), g.input((1, boxes, classes + 1), F), g.constant(0.5, (boxes, 4), F)]
    shapes = ((1, kept, 4), (1, kept), (1, kept), (1,))
    fields = {"max_detections": kept, "max_classes_per_detection": 1, "num_classes": classes, "detections_per_class": 100}
    text = bytes(
        flexbuffers.Dumps(
            {
                **fields,
                "nms_score_threshold": 0.1,
                "nms_iou_threshold": 0.5,
                "y_scale": 10.0,
                "x_scale": 10.0,
                "h_scale": 5.0,
                "w_scale": 5.0,
            }
        )
    )
    g.operator(op, inputs, [g.out(shape, F) for shape in shapes], custom_options=text)


@recipe("SignalRfft", "SignalIrfft")
def fft(g: Graph, op: str) -> None:
    """Add a spectrum, and back."""
    dtype, code = g.rng.choice(((F, 0), ("int32", 2), (I16, 7)))
    length, rows = g.rng.choice((4, 8, 16, 64, 120)), g.rng.randint(1, 3)
    short, long = (rows, length), (rows, length + 2)
    x = g.out(short if op == "SignalRfft" else long, dtype, (0.0, 0))
    g.values.pop()
    g.builder.graph_inputs(x.index)
    g.operator(
        op, [x], [g.out(long if op == "SignalRfft" else short, dtype, (0.0, 0))], custom_options=packed(T=code, fft_length=length)
    )


def plain(g: Graph, shape: Shape, dtype: str) -> Value:
    """Add an input without quantization."""
    value = g.out(shape, dtype, (0.0, 0))
    g.values.pop()
    g.builder.graph_inputs(value.index)
    return value


@recipe("SignalWindow", "SignalDelay", "SignalFramer", "SignalStacker", "SignalEnergy", "SignalOverlapAdd")
def signal(g: Graph, op: str) -> None:
    """Add samples in time."""
    size, rows = g.rng.choice((4, 8, 16)), g.rng.randint(1, 3)

    def out(shape: Shape, dtype: str) -> Value:
        return g.out(shape, dtype, (0.0, 0))

    if op == "SignalWindow":
        g.operator(
            op,
            [plain(g, (rows, size), I16), g.constant(1, (size,), I16)],
            [out((rows, size), I16)],
            custom_options=packed(shift=g.rng.randint(1, 12)),
        )
    elif op == "SignalDelay":
        g.operator(
            op, [plain(g, (rows, size), I16)], [out((rows, size), I16)], custom_options=packed(delay_length=g.rng.randint(0, 20))
        )
    elif op == "SignalFramer":
        step = size // 2
        outputs = [out((rows, 2, size), I16), out((), "bool")]
        g.operator(
            op,
            [plain(g, (rows, size), I16)],
            outputs,
            custom_options=packed(frame_size=size, frame_step=step, prefill=g.rng.randint(0, 1)),
        )
    elif op == "SignalStacker":
        left, right = g.rng.randint(0, 3), g.rng.randint(0, 3)
        options = packed(
            num_channels=size, stacker_left_context=left, stacker_right_context=right, stacker_step=g.rng.randint(1, 3)
        )
        g.operator(
            op, [plain(g, (size,), I16)], [out((size * (left + right + 1),), I16), out((), "bool")], custom_options=options
        )
    elif op == "SignalEnergy":
        g.operator(
            op, [plain(g, (size * 2,), I16)], [out((size,), "uint32")], custom_options=packed(end_index=size, start_index=0)
        )
    else:
        dtype, code = g.rng.choice(((F, 0), (I16, 7)))
        g.operator(
            op,
            [plain(g, (rows, 2, size), dtype)],
            [out((rows, size), dtype)],
            custom_options=packed(T=code, frame_step=size // 2),
        )


@recipe("SignalFilterBank")
def filter_bank(g: Graph, op: str) -> None:
    """Add energies of bands."""
    channels, size = g.rng.randint(1, 8), 32
    tables = [g.constant(1, (size,), I16) for _ in range(2)] + [g.constant(1, (channels + 1,), I16) for _ in range(3)]
    g.operator(
        op, [plain(g, (size,), "uint32"), *tables], [g.out((channels,), "uint64")], custom_options=packed(num_channels=channels)
    )


@recipe(
    "SignalFilterBankSquareRoot", "SignalFilterBankLog", "SignalFilterBankSpectralSubtraction", "SignalPCAN", "SignalFftAutoScale"
)
def bands(g: Graph, op: str) -> None:
    """Add what comes after a filter bank."""
    n = g.rng.randint(1, 16)
    if op == "SignalFilterBankSquareRoot":
        g.operator(op, [plain(g, (n,), "uint64"), plain(g, (), "int32")], [g.out((n,), "uint32")])
    elif op == "SignalFilterBankLog":
        g.operator(
            op,
            [plain(g, (n,), "uint32")],
            [g.out((n,), I16, (0.0, 0))],
            custom_options=packed(input_correction_bits=3, output_scale=64),
        )
    elif op == "SignalFilterBankSpectralSubtraction":
        names = (
            "alternate_one_minus_smoothing",
            "alternate_smoothing",
            "clamping",
            "min_signal_remaining",
            "one_minus_smoothing",
            "smoothing",
            "smoothing_bits",
            "spectral_subtraction_bits",
        )
        options = packed(**dict.fromkeys(names, 1), num_channels=n)
        g.operator(op, [plain(g, (n,), "uint32")], [g.out((n,), "uint32") for _ in range(2)], custom_options=options)
    elif op == "SignalPCAN":
        g.operator(
            op,
            [plain(g, (n,), "uint32"), plain(g, (n,), "uint32"), g.constant(1, (64,), I16)],
            [g.out((n,), "uint32")],
            custom_options=packed(snr_shift=6),
        )
    else:
        g.operator(op, [plain(g, (n,), I16)], [g.out((n,), I16, (0.0, 0)), g.out((), "int32")])


@recipe("TFLM_DECODE")
def decode(g: Graph, op: str) -> None:
    """Add weights looked up in a table."""
    count, bits = g.rng.choice((8, 16, 40)), g.rng.choice((1, 2, 4))
    header = bytes((0, 1, 0, 0, 1, bits, 1 << bits)).ljust(16, b"\0")
    table = header + bytes(1 << bits)
    codes = g.constant(bytes(-(-count * bits // 8)), (-(-count * bits // 8),), "uint8")
    result = g.out((count,), I8)
    g.operator(op, [codes, g.constant(table, (len(table),), "uint8")], [result])
