"""An editor without a screen: pygls' client of the language server protocol, and its process."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from bench import places

#: What the editor says that it can do.
EVERYTHING = types.ClientCapabilities(
    general=types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind.Utf16],
    ),
    text_document=types.TextDocumentClientCapabilities(
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
        completion=types.CompletionClientCapabilities(
            completion_item=types.ClientCompletionItemOptions(snippet_support=False)
        ),
    ),
)

UTF8 = types.ClientCapabilities(
    general=types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16]
    )
)


class Editor:
    """A client with its server; what the server says by itself is kept."""

    def __init__(self) -> None:
        self.client = LanguageClient("end-to-end", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.shown: list[str] = []
        self.faults: list[Exception] = []
        self.encoding = ""
        self.client.report_server_error = lambda error, _: self.faults.append(error)

        @self.client.feature("textDocument/publishDiagnostics")
        def publish(_: LanguageClient, parameters: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(parameters)

        @self.client.feature("window/showMessage")
        def show(_: LanguageClient, parameters: types.ShowMessageParams) -> None:
            self.shown.append(parameters.message)

    async def start(self, capabilities: types.ClientCapabilities, *arguments: str) -> None:
        await self.client.start_io(str(places.ACCREDIT), "lsp", *arguments)
        result = await self.client.initialize_async(types.InitializeParams(capabilities))
        assert result.server_info and result.server_info.name == "accredit"
        encoding = result.capabilities.position_encoding
        self.encoding = str(getattr(encoding, "value", encoding))
        self.client.initialized(types.InitializedParams())

    async def stop(self) -> int:
        """Ends the server as an editor does, and returns its exit status."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()
        assert self.faults == []
        return self.client._server.returncode

    async def open(self, uri: str, text: str) -> types.PublishDiagnosticsParams:
        item = types.TextDocumentItem(uri, "yaml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.next_published(uri, 1)

    def close(self, uri: str) -> None:
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def replace(self, uri: str, version: int, text: str) -> None:
        self.change(uri, version, types.TextDocumentContentChangeWholeDocument(text))

    def change(self, uri: str, version: int, change) -> None:
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(identifier, [change])
        )

    async def next_published(self, uri: str, version: int) -> types.PublishDiagnosticsParams:
        while True:
            found = await asyncio.wait_for(self.published.get(), 60)
            if found.uri == uri and found.version == version:
                return found

    async def complete(self, uri: str, place: types.Position) -> list[types.CompletionItem]:
        document = types.TextDocumentIdentifier(uri)
        found = await self.client.text_document_completion_async(
            types.CompletionParams(document, place)
        )
        return found.items if found else []

    async def hover(self, uri: str, place: types.Position) -> str | None:
        document = types.TextDocumentIdentifier(uri)
        found = await self.client.text_document_hover_async(types.HoverParams(document, place))
        return found.contents.value if found else None

    async def definition(self, uri: str, place: types.Position) -> list[types.Location]:
        document = types.TextDocumentIdentifier(uri)
        found = await self.client.text_document_definition_async(
            types.DefinitionParams(document, place)
        )
        return found if isinstance(found, list) else [found] if found else []


def edit(
    session: Callable[[Editor], Awaitable[None]],
    capabilities: types.ClientCapabilities = EVERYTHING,
    *arguments: str,
) -> Editor:
    """Runs a session of an editor to its end, which must be a good one."""

    async def run() -> Editor:
        editor = Editor()
        await editor.start(capabilities, *arguments)
        await session(editor)
        assert await editor.stop() == 0
        return editor

    return asyncio.run(run())


def uri(path: Path) -> str:
    return path.resolve().as_uri()


def position(text: str, line: int, column: int, encoding: str) -> types.Position:
    """The place of a diagnostic, which counts lines that end at LF and scalars, both from 1."""
    lines = text.split("\n")
    if line > len(lines):
        offset = len(text)
    else:
        start = sum(len(each) + 1 for each in lines[: line - 1])
        whole = lines[line - 1]
        ends_with_cr = whole.endswith("\r") and line < len(lines)
        offset = start + min(column - 1, len(whole) - ends_with_cr)
    before = re.split("\r\n|\n|\r", text[:offset])
    units = before[-1].encode(encoding.replace("utf-16", "utf-16-le"))
    return types.Position(len(before) - 1, len(units) // (2 if encoding == "utf-16" else 1))
