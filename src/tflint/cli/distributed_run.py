"""Runs beyond one machine, or longer than one sitting: a dask cluster, a journal."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, reason
from tflint.cli.progress import Progress
from tflint.run.cache import digest
from tflint.run.journal import ForeignJournal
from tflint.run.lint_files import gather
from tflint.run.means import NoCluster

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from tflint.check.scope import Scope
    from tflint.files.found import Found
    from tflint.run.lint_files import Lints
    from tflint.run.means import Means


def means(arguments: Namespace, plain: Means, scopes: Sequence[Scope]) -> Means:
    """Return how to lint as `--executor` and `--journal` say; raise Usage."""
    held_against = sha256("".join(map(digest, scopes)).encode("ascii")).hexdigest()[:32] if len(scopes) > 1 else ""
    return plain._replace(dask=_dask(arguments.executor), journal=arguments.journal, held_against=held_against)


def lints(arguments: Namespace, found: Iterable[Found], scope: Scope, means: Means) -> Lints:
    """Lint the files on a cluster, or with a journal; raise Usage."""
    if scope.revision is not None or scope.detail:
        raise Usage("--diff and --format html do not go with --executor or --journal")
    try:
        with Progress() as progress:
            return gather(found, scope, means, progress)
    except (ForeignJournal, NoCluster) as why:
        raise Usage(str(why)) from None
    except OSError as why:
        raise Usage(f"{arguments.journal or arguments.executor}: {reason(why)}") from None


def _dask(executor: str | None) -> str | None:
    """Return the scheduler's address, empty for a cluster of this machine, None for no cluster."""
    if executor is None:
        return None
    name, _, address = executor.partition("=")
    if name != "dask":
        raise Usage(f"--executor: expected dask or dask=ADDRESS, got {name!r}")
    try:
        import distributed  # noqa: F401  asked for here, so that what is missing is said in a sentence
    except ModuleNotFoundError:
        raise Usage("--executor dask needs pip install 'tflint[dask]'") from None
    return address
