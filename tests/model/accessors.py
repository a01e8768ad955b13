"""Decodes a model with the accessors of the `tflite` package into the same view: the oracle for the reader.

Slow and unguarded, and written without a look at the reader: what both agree on is very probably in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tflite

from tflint.model import opcodes, schema
from tflint.model.view import Buffer, Metadata, Operator, OperatorCode, Quantization, Signature, Sparsity, Subgraph, Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

DTYPES = {value: name.lower() for name, value in vars(tflite.TensorType).items() if isinstance(value, int)}
TENSOR_TYPES_ADDED = {19: "int2", 20: "uint4", 21: "float8_e4m3fn", 22: "float8_e5m2"}  # newer than the package


def members(union: type) -> dict[int, str]:
    return {value: name for name, value in vars(union).items() if isinstance(value, int) and value}


FIRST, SECOND, DETAILS = members(tflite.BuiltinOptions), members(tflite.BuiltinOptions2), members(tflite.QuantizationDetails)


def camel(field: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in field.split("_"))


def text(raw: bytes | None) -> str:
    return "" if raw is None else raw.decode(errors="surrogateescape")


def numbers(table: Any, field: str) -> tuple[Any, ...] | None:  # noqa: ANN401  the package is untyped
    if getattr(table, f"{field}IsNone")():
        return None
    values = getattr(table, f"{field}AsNumpy")()
    return tuple(values.tolist()) if getattr(table, f"{field}Length")() else ()


class Accessors:
    """One model, walked by the package's accessors."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.model = tflite.Model.GetRootAsModel(data, 0)

    def operator_codes(self) -> Iterator[OperatorCode]:
        for i in range(self.model.OperatorCodesLength()):
            code = self.model.OperatorCodes(i)
            # tflite.OperatorCode.BuiltinCode() is patched by the package to mix both fields: read slot 3 itself
            offset = code._tab.Offset(10)  # noqa: SLF001  likewise
            plain = int.from_bytes(self.data[code._tab.Pos + offset :][:4], "little", signed=True) if offset else 0  # noqa: SLF001
            number = max(plain, code.DeprecatedBuiltinCode())
            custom = code.CustomCode()
            custom_code, older = None if custom is None else text(custom), code.DeprecatedBuiltinCode()
            yield OperatorCode(i, opcodes.name(number), number, plain, custom_code, code.Version(), older)

    def subgraphs(self) -> Iterator[Subgraph]:
        codes = tuple(self.operator_codes())
        for i in range(self.model.SubgraphsLength()):
            graph = self.model.Subgraphs(i)
            yield Subgraph(
                i,
                text(graph.Name()),
                tuple(self.tensor(graph.Tensors(k), k, i) for k in range(graph.TensorsLength())),
                tuple(self.operator(graph.Operators(k), k, i, codes) for k in range(graph.OperatorsLength())),
                numbers(graph, "Inputs"),
                numbers(graph, "Outputs"),
                not graph.TensorsIsNone(),
            )

    def tensor(self, tensor: Any, index: int, subgraph: int) -> Tensor:  # noqa: ANN401  the package is untyped
        number = tensor.Type()
        return Tensor(
            index=index,
            subgraph=subgraph,
            name=text(tensor.Name()),
            shape=numbers(tensor, "Shape") or (),
            dtype=DTYPES.get(number) or TENSOR_TYPES_ADDED.get(number) or f"type {number}",
            buffer=tensor.Buffer(),
            is_variable=tensor.IsVariable(),
            quantization=self.quantization(tensor.Quantization()),
            shape_given=not tensor.ShapeIsNone(),
            shape_signature=numbers(tensor, "ShapeSignature"),
            has_rank=tensor.HasRank(),
            sparsity=self.sparsity(tensor.Sparsity()),
            variant_tensors=tensor.VariantTensorsLength(),
        )

    def quantization(self, table: Any) -> Quantization | None:  # noqa: ANN401  the package is untyped
        if table is None:
            return None
        vectors = {name.lower(): numbers(table, name) or () for name in ("Scale", "Min", "Max")}
        details = table.DetailsType()
        newer = {2: "BlockwiseQuantization", 3: "MultiAxisQuantization"}
        return Quantization(
            zero_point=numbers(table, "ZeroPoint") or (),
            quantized_dimension=table.QuantizedDimension(),
            details=DETAILS.get(details) or newer.get(details) or (f"details {details}" if details else None),
            **vectors,
        )

    def sparsity(self, table: Any) -> Sparsity | None:  # noqa: ANN401  the package is untyped
        if table is None:
            return None
        return Sparsity(numbers(table, "TraversalOrder") or (), numbers(table, "BlockMap") or (), table.DimMetadataLength())

    def operator(self, op: Any, index: int, subgraph: int, codes: tuple[OperatorCode, ...]) -> Operator:  # noqa: ANN401  the package is untyped
        kind = FIRST.get(op.BuiltinOptionsType()) or SECOND.get(op.BuiltinOptions2Type())
        table = op.BuiltinOptions() if op.BuiltinOptionsType() else op.BuiltinOptions2()
        custom_at, custom_size = self.bytes_at(op, 14)
        return Operator(
            index=index,
            subgraph=subgraph,
            code=codes[op.OpcodeIndex()],
            inputs=numbers(op, "Inputs"),
            outputs=numbers(op, "Outputs"),
            intermediates=numbers(op, "Intermediates") or (),
            options_type=kind,
            options=None if kind is None or table is None else self.options(kind, table),
            custom_at=custom_at,
            custom_size=custom_size,
            mutating_variable_inputs=numbers(op, "MutatingVariableInputs") or (),
        )

    def options(self, kind: str, union: Any) -> dict[str, Any]:  # noqa: ANN401  the package is untyped
        table = getattr(tflite, kind)()
        table.Init(union.Bytes, union.Pos)
        found: dict[str, Any] = {}
        for slot in schema.TABLES[kind]:
            if slot is None:
                continue
            field, code, _default = slot
            method = camel(field)
            if code.startswith("["):
                found[field] = numbers(table, method)
                if code == "[B" and found[field] is not None:
                    found[field] = bytes(found[field])
            else:
                found[field] = getattr(table, method)()
                if code == "s" and found[field] is not None:
                    found[field] = text(found[field])
        return found

    def bytes_at(self, table: Any, slot: int) -> tuple[int | None, int]:  # noqa: ANN401  the package is untyped
        offset = table._tab.Offset(slot)  # noqa: SLF001  the accessors give values, not places
        if not offset:
            return None, 0
        return table._tab.Vector(offset), table._tab.VectorLen(offset)  # noqa: SLF001  likewise

    def buffers(self) -> Iterator[Buffer]:
        for i in range(self.model.BuffersLength()):
            buffer = self.model.Buffers(i)
            at, size = self.bytes_at(buffer, 4)
            outside = buffer.Offset() > 1
            yield Buffer(i, buffer.Offset(), buffer.Size(), outside=True) if outside else Buffer(i, at or 0, size)

    def metadata(self) -> Iterator[Metadata]:
        for i in range(self.model.MetadataLength()):
            yield Metadata(i, text(self.model.Metadata(i).Name()), self.model.Metadata(i).Buffer())

    def signatures(self) -> Iterator[Signature]:
        for i in range(self.model.SignatureDefsLength()):
            entry = self.model.SignatureDefs(i)
            inputs = [entry.Inputs(k) for k in range(entry.InputsLength())]
            outputs = [entry.Outputs(k) for k in range(entry.OutputsLength())]
            yield Signature(
                i,
                text(entry.SignatureKey()),
                entry.SubgraphIndex(),
                tuple((text(each.Name()), each.TensorIndex()) for each in inputs),
                tuple((text(each.Name()), each.TensorIndex()) for each in outputs),
            )
