"""What a report says first: what models were held against where nothing declares a board for them."""

from __future__ import annotations

from tflint.manifest.manifest_file import NAME
from tflint.manifest.target import DEFAULT
from tflint.report.wording import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.check.report import Report
    from tflint.check.scope import Scope
    from tflint.files.found import Source
    from tflint.manifest.board import Board, Manifest
    from tflint.project.copies import Seen

MOST_NAMED = 3  # boards in one sentence
DEFAULTS = f"TFLM ({DEFAULT})"


def of_manifest(report: Report, scope: Scope, paths: Iterable[str] = ()) -> Iterator[str]:
    """Yield the notices for one manifest's models, or for those without one; `paths` are theirs from the manifest's folder."""
    undeclared = any(not board.declared for model in report.models for board in model.boards)
    if (undeclared or not report.models) and not (scope.boards or scope.manifest.boards):
        yield no_board(scope.manifest)
    if scope.seen:
        yield from _of_tflm(dict.fromkeys(seen for path in paths for seen in scope.seen_by(path)))
    yield from _assumed(report, scope)


def of_inner(manifest: Manifest, owned: Iterable[tuple[int, Source]]) -> Iterator[str]:
    """Yield that entries of a manifest speak of models which a manifest below it owns, one sentence for each of those."""
    inner: dict[str, list[tuple[int, Source]]] = {}
    for number, source in owned:
        inner.setdefault(source.manifest, []).append((number, source))
    for path, models in inner.items():
        number, source = models[0]
        place = next(iter(manifest.models[number].where("path")), None)
        more = f" and {len(models) - 1} more" if len(models) > 1 else ""
        yield (
            f"{manifest.path if place is None else line(place)}: {source.name}{more} "
            f"{'are' if more else 'is'} held against {path}, the nearest manifest: this entry does not count there"
        )


def _of_tflm(seen: Iterable[Seen]) -> Iterator[str]:
    """Yield what the tree shows of TFLM; of several places that are older than any snapshot one is named."""
    old = []
    for it in seen:
        if it.stands_for:
            old.append(it)
        else:
            yield it.sentence
    if old:
        yield old[0].sentence + (f" (the same of {len(old) - 1} more)" if len(old) > 1 else "")


def _assumed(report: Report, scope: Scope) -> Iterator[str]:
    """Yield which boards of the manifest do not say what they are: their figures rest on an assumption."""
    used = {board.board for model in report.models for board in model.boards if board.declared}
    boards = [it for name, it in scope.manifest.boards.items() if name in used and not scope.boards and _is_open(it)]
    groups: dict[tuple[str, str], list[str]] = {}
    for it in boards:
        groups.setdefault((str(it.target), "no kernels" if it.where("cpu") else "no cpu"), []).append(it.name)
    for (target, what), names in sorted(groups.items()):
        them = ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")
        declares = "declares" if len(names) == 1 else "declare"
        yield f"{scope.manifest.path}: {them} {declares} {what}: figures are those of {target}, which is assumed"


def _is_open(board: Board) -> bool:
    """Return whether nothing says what core and which kernels a board has."""
    known = board.extends or board.image or board.target.is_litert
    return not known and not (board.where("cpu") and board.where("kernels"))


def no_board(manifest: Manifest) -> str:
    """Return what a report says where nothing declares a board."""
    if manifest.path is None:
        return f"no {NAME} found: using {DEFAULTS} and no memory limits; run `tflint init` to create one"
    return f"{manifest.path} declares no board: using {DEFAULTS} and no memory limits"
