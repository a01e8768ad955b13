"""The server itself: what it offers, and when it looks again."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from tflint import __version__
from tflint.cli.language_server import diagnostics, hover, project_run, quick_fixes
from tflint.cli.language_server.text_positions import Texts, characters

if TYPE_CHECKING:
    from tflint.cli.language_server.project_run import ProjectRun

WATCHED = ("**/*.tflite", "**/tflint.toml", "**/dependencies.lock", "**/*.{c,cc,cpp,h,hpp,ino}", "**/*.json")


class Server(LanguageServer):
    """A server with the last run of each workspace folder."""

    def __init__(self) -> None:
        super().__init__("tflint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.runs: dict[str, ProjectRun] = {}
        self.published: dict[str, set[str]] = {}

    def folders(self) -> tuple[str, ...]:
        """Return the workspace's folders; without any there is nothing to check."""
        named = [uris.to_fs_path(it.uri) for it in self.workspace.folders.values()] or [self.workspace.root_path]
        return tuple(os.path.realpath(it) for it in named if it and os.path.isdir(it))

    def folder_of(self, path: str) -> str | None:
        """Return the folder of the workspace that a file is in, the deepest of several."""
        inside = [it for it in self.folders() if path.startswith(it + os.sep)]
        return max(inside, key=len, default=None)

    def check(self, folder: str) -> ProjectRun:
        """Check a folder and publish what differs; files without a finding any more are cleared."""
        run = self.runs[folder] = project_run.check(folder)
        found = diagnostics.of(run, Texts(folder))
        for path in sorted({*found, *self.published.get(folder, ())}):
            uri = uris.from_fs_path(path) or ""
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found.get(path, [])))
        self.published[folder] = set(found)
        for sentence in run.complaints:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, sentence))
        return run

    def run_of(self, uri: str) -> tuple[ProjectRun, str] | None:
        """Return the last run of a document's folder and the document's path; None outside the workspace."""
        path = os.path.realpath(uris.to_fs_path(uri) or "")
        folder = self.folder_of(path)
        if folder is None:
            return None
        return (self.runs[folder] if folder in self.runs else self.check(folder)), path


def make() -> Server:
    """Return a server that answers."""
    server = Server()
    for method, answer in (
        (types.INITIALIZED, initialized),
        (types.TEXT_DOCUMENT_DID_OPEN, opened),
        (types.TEXT_DOCUMENT_DID_SAVE, changed),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched),
        (types.TEXT_DOCUMENT_HOVER, hovered),
    ):
        server.feature(method)(partial(answer, server))
    options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(partial(asked, server))
    return server


def initialized(server: Server, _: types.InitializedParams) -> None:
    """Check every folder, and ask the editor to say when a model or a source changes on the disk."""
    for folder in server.folders():
        server.check(folder)
    watching = server.client_capabilities.workspace
    if watching and watching.did_change_watched_files and watching.did_change_watched_files.dynamic_registration:
        watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted = types.Registration("tflint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([wanted]))


def opened(server: Server, given: types.DidOpenTextDocumentParams) -> None:
    """Check the folder of a document that none was checked for yet."""
    server.run_of(given.text_document.uri)


def changed(server: Server, given: types.DidSaveTextDocumentParams) -> None:
    """Check the folder of a document that was saved."""
    found = server.run_of(given.text_document.uri)
    if found is not None:
        server.check(found[0].folder)


def watched(server: Server, given: types.DidChangeWatchedFilesParams) -> None:
    """Check the folders of files that changed on the disk."""
    paths = [os.path.realpath(uris.to_fs_path(it.uri) or "") for it in given.changes]
    for folder in dict.fromkeys(it for path in paths if (it := server.folder_of(path))):
        server.check(folder)


def hovered(server: Server, given: types.HoverParams) -> types.Hover | None:
    """Return what is known of the word under the mouse."""
    found = server.run_of(given.text_document.uri)
    if found is None:
        return None
    lines = server.workspace.get_text_document(given.text_document.uri).lines
    number = given.position.line
    line = lines[number].rstrip("\r\n") if number < len(lines) else ""
    text = hover.text(found[0], found[1], line, number + 1, characters(line, given.position.character))
    return None if text is None else types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def asked(server: Server, given: types.CodeActionParams) -> list[types.CodeAction]:
    """Return the quick fixes of the findings on some lines."""
    found = server.run_of(given.text_document.uri)
    if found is None:
        return []
    lines = range(given.range.start.line + 1, given.range.end.line + 2)
    return list(quick_fixes.of(found[0], Texts(found[0].folder), found[1], lines, given.context.diagnostics))
