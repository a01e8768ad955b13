"""`tflint lsp`: an editor's session over stdin and stdout, with the server as a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array, main_cc
from networks import dense
from program import environ
from repository import write

pytest.importorskip("pygls", reason="the extra tflint[lsp] is not installed")
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tflint.cli.language_server.text_positions import Texts, characters, units

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from networks import Tree

ARENA = 160  # bytes: too small
MANIFEST = f"""\
version = 1

[boards.nano33]  # größer wäre besser 🙂
cpu = "cortex-m4"
kernels = "cmsis-nn"
arena = {ARENA}
resolver = {{ source = "firmware/main.cc" }}

[[models]]
path = "models/*.tflite"
array = "firmware/model.cc"
"""
OTHER = b'\n[[models]]\npath = "b.tflite"\n'
PATIENCE = 20  # seconds that a loaded machine may take for an answer


class Editor:
    """A client with the documents that it has open and the diagnostics that it got."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("test", "1")
        self.shown: dict[str, tuple[types.Diagnostic, ...]] = {}
        self.news = asyncio.Event()
        self.logged: list[str] = []
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(Editor._published, self))
        self.client.feature(types.WINDOW_LOG_MESSAGE)(lambda it: self.logged.append(it.message))

    async def start(self) -> None:
        await self.client.start_io(sys.executable, "-m", "tflint", "lsp", "--stdio", env=environ(self.folder))
        root = self.folder.as_uri()
        folders = [types.WorkspaceFolder(root, "project")]
        given = types.InitializeParams(types.ClientCapabilities(), root_uri=root, workspace_folders=folders)
        await self.client.initialize_async(given)
        self.client.initialized(types.InitializedParams())

    def open(self, name: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        item = types.TextDocumentItem(self.uri(name), "any", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    async def hover(self, name: str, word: str, inside: int = 1) -> str | None:
        """Return what is shown with the mouse on the first place of a word."""
        lines = (self.folder / name).read_text("utf-8").splitlines()
        number, line = next((number, line) for number, line in enumerate(lines) if word in line)
        at = types.Position(number, units(line[: line.index(word) + inside]))
        answer = await self.client.text_document_hover_async(types.HoverParams(self.document(name), at))
        return None if answer is None else getattr(answer.contents, "value", "")

    async def fixes(self, name: str, rule: str) -> list[types.CodeAction]:
        found = [it for it in self.shown[self.uri(name)] if it.code == rule]
        asked = types.CodeActionParams(self.document(name), found[0].range, types.CodeActionContext(found))
        answer = await self.client.text_document_code_action_async(asked)
        return [it for it in answer or () if isinstance(it, types.CodeAction)]

    def save(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")
        whole = types.TextDocumentContentChangeWholeDocument(text)
        document = types.VersionedTextDocumentIdentifier(2, self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document(name)))

    async def until(self, condition: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            pytest.fail(f"not within {PATIENCE} s; shown: {self.shown}, logged: {self.logged}")

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def rules(self, name: str) -> set[object]:
        return {it.code for it in self.shown.get(self.uri(name), ())}

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()  # type: ignore[no-untyped-call]  # pygls' own

    def _published(self, given: types.PublishDiagnosticsParams) -> None:
        self.shown[given.uri] = tuple(given.diagnostics)
        self.news.set()


def project(folder: Path, manifest: str = MANIFEST) -> Path:
    """Return a project whose arena is too small, whose array is not aligned, and whose resolver lacks the one op."""
    source = main_cc("AddSoftmax()", arena=str(ARENA))
    array = c_array(dense(), "const unsigned char g_model[]")
    files: Tree = {"models/a.tflite": dense(), "firmware/main.cc": source, "firmware/model.cc": array, "tflint.toml": manifest}
    write(folder, {name: it.encode() if isinstance(it, str) else it for name, it in files.items()})
    return folder.resolve()


def test_findings_figures_and_fixes_reach_the_editor_and_go_with_their_cause(tmp_path: Path) -> None:
    async def session() -> None:
        editor = Editor(project(tmp_path / "p"))
        await editor.start()
        await editor.until(lambda: len(editor.shown) == 3)
        await findings(editor)
        await figures(editor)
        await quick_fixes(editor)
        await cured(editor)
        await editor.stop()

    asyncio.run(session())


async def findings(editor: Editor) -> None:
    assert editor.rules("tflint.toml") == {"arena-overflow"}
    (overflow,) = editor.shown[editor.uri("tflint.toml")]
    assert overflow.severity is types.DiagnosticSeverity.Error
    assert overflow.range == types.Range(types.Position(5, 8), types.Position(5, 11))
    assert overflow.message.startswith("arena needs ")
    assert overflow.code_description is not None
    assert overflow.code_description.href.endswith("/rules/arena-overflow/")
    assert editor.rules("firmware/main.cc") == {"unregistered-operator", "unused-registration"}
    assert editor.rules("firmware/model.cc") == {"misaligned-model-array"}


async def figures(editor: Editor) -> None:
    for name in ("tflint.toml", "firmware/main.cc"):
        editor.open(name)
    path = await editor.hover("tflint.toml", '"models/*.tflite"')
    assert path is not None
    assert path.startswith("**models/a.tflite**: ")
    assert f"| {ARENA} B |" in path
    assert "B too small |" in path
    constant = await editor.hover("firmware/main.cc", "kTensorArenaSize")
    assert constant is not None
    assert constant.startswith(f"**kTensorArenaSize**: arena of {ARENA} B on nano33")
    assert "| models/a.tflite | nano33 | " in constant
    assert await editor.hover("firmware/main.cc", "AddSoftmax") == "**SOFTMAX**: no model on nano33 uses it"
    assert await editor.hover("tflint.toml", "kernels") is None


async def quick_fixes(editor: Editor) -> None:
    (line,) = await editor.fixes("firmware/main.cc", "unregistered-operator")
    assert line.title == "tflint: FULLY_CONNECTED added to the resolver"
    assert line.is_preferred
    assert line.edit is not None
    assert line.edit.changes is not None
    (edit,) = line.edit.changes[editor.uri("firmware/main.cc")]
    assert edit.new_text == "  resolver.AddFullyConnected();\n"
    (aligned,) = await editor.fixes("firmware/model.cc", "misaligned-model-array")
    assert aligned.edit is not None
    assert aligned.edit.changes is not None
    assert [it.new_text for it in aligned.edit.changes[editor.uri("firmware/model.cc")]] == ["alignas(16) "]


async def cured(editor: Editor) -> None:
    text = (editor.folder / "firmware/main.cc").read_text("utf-8")
    editor.save("firmware/main.cc", text.replace("resolver.AddSoftmax();", "resolver.AddFullyConnected();"))
    await editor.until(lambda: editor.rules("firmware/main.cc") == set())
    table = await editor.hover("firmware/main.cc", "AddFullyConnected")
    assert table is not None
    assert "| models/a.tflite | 1 | none | " in table
    editor.save("tflint.toml", MANIFEST.replace("arena =", "aren ="))
    await editor.until(lambda: editor.rules("tflint.toml") == {None})
    (mistake,) = editor.shown[editor.uri("tflint.toml")]
    assert "did you mean 'arena' or" in mistake.message
    assert mistake.range.start.line == 5
    assert editor.shown[editor.uri("firmware/model.cc")] == ()


def test_another_manifest_s_board_of_the_same_name_is_not_mixed_in(tmp_path: Path) -> None:
    async def session() -> None:
        folder = project(tmp_path / "p")
        write(folder, {"other/b.tflite": dense(), "other/tflint.toml": MANIFEST.partition("resolver")[0].encode() + OTHER})
        editor = Editor(folder)
        await editor.start()
        await editor.until(lambda: len(editor.shown) == 4)
        editor.open("firmware/main.cc")
        table = await editor.hover("firmware/main.cc", "kTensorArenaSize")
        assert table is not None
        assert [line.split(" | ")[0] for line in table.splitlines() if ".tflite" in line] == ["| models/a.tflite"]
        await editor.stop()

    asyncio.run(session())


def test_findings_with_the_same_fix_give_one_quick_fix(tmp_path: Path) -> None:
    async def session() -> None:
        folder = project(tmp_path / "p")
        write(folder, {"models/b.tflite": dense(), "tflint.toml": MANIFEST.replace('array = "firmware/model.cc"\n', "").encode()})
        editor = Editor(folder)
        await editor.start()
        await editor.until(lambda: "unregistered-operator" in editor.rules("firmware/main.cc"))
        editor.open("firmware/main.cc")
        assert len(await editor.fixes("firmware/main.cc", "unregistered-operator")) == 1
        await editor.stop()

    asyncio.run(session())


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pygls'] = None; from tflint.cli import main; sys.exit(main(['lsp']))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ(tmp_path), capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == "tflint: tflint lsp needs the package pygls: pip install 'tflint[lsp]'\n"


def test_columns_are_utf_16_units(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('x = "🙂ä"  # y\n', "utf-8")
    found = Texts(str(tmp_path)).span("a.toml", (1, 6), (1, 8))
    assert (found.start.character, found.end.character) == (5, 8)
    assert characters('x = "🙂ä"', 7) == 6
    assert Texts(str(tmp_path)).span("missing", (3, 9), (3, 10)).start == types.Position(2, 0)
