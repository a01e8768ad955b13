"""Runs beyond one machine, or longer than one sitting: a dask cluster, a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, reason
from tflint.cli.progress import Progress
from tflint.run.journal import ForeignJournal
from tflint.run.lint_files import gather
from tflint.run.means import Means, NoCluster

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from tflint.check.scope import Scope
    from tflint.files.found import Found
    from tflint.run.lint_files import Lints


def lints(arguments: Namespace, found: Iterable[Found], scope: Scope) -> Lints:
    """Lint the files as `--executor` and `--journal` say; raise Usage."""
    if scope.revision is not None or scope.detail:
        raise Usage("--diff and --format html do not go with --executor or --journal")
    means = Means(arguments.jobs, cached=not arguments.no_cache, dask=_dask(arguments.executor), journal=arguments.journal)
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
        raise Usage(f"--executor: {name!r} is not known; dask is")
    try:
        import distributed  # noqa: F401  asked for here, so that what is missing is said in a sentence
    except ModuleNotFoundError:
        raise Usage("--executor dask needs pip install 'tflint[dask]'") from None
    return address
