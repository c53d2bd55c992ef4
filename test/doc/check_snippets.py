#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Compiles every C++ snippet of the documentation, without running it.

Snippets are the ```cpp blocks of README.md, CONTRIBUTING.md and doc/**/*.md, and the @code blocks of
include/hawser/*.hpp. A block with a main() is a program and compiled just as it is. Any other block says
in a comment right before it what stands around it, and which names of context.hpp it uses:

    <!-- snippet: in-function server Echo -->

    declarations   nothing: the block is at namespace scope
    members        a class derived from hawser::Behavior
    in-function    a function
    in-coroutine   a function that returns boost::asio::awaitable<void>

All fragments go through the compiler together, each in a namespace of its own. A fragment needs no
includes of its own. For the @code blocks, HEADER_CONTEXT below takes the place of the comment.

Usage: check_snippets.py --root DIR --compiler CXX [--include DIR]... [--work DIR]
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]
# A snippet may show a variable and leave to the reader what to do with it.
FRAGMENT_FLAGS = ["-Wno-unused-variable", "-Wno-unused-but-set-variable", "-Wno-unused-function"]

AROUND = {
    "declarations": ("", ""),
    "members": ("class Snippet : public hawser::Behavior {", "};"),
    "in-function": ("inline void snippet() {{", "}}"),
    "in-coroutine": ("inline boost::asio::awaitable<void> snippet() {{", "} co_return; }"),
}

HEADER_CONTEXT = {
    "access_log.hpp": "in-function server",
    "async_exchange.hpp": "in-function server",
    "async_session.hpp": "in-function server",
    "basic_auth.hpp": "in-function",
    "beast.hpp": "in-function request",
    "behavior.hpp": "declarations",
    "body_writer.hpp": "in-function server",
    "certificate.hpp": "in-function",
    "client_credentials.hpp": "in-function",
    "client_options.hpp": "in-function",
    "compress.hpp": "in-function server",
    "cookie.hpp": "in-function response",
    "cookie_jar.hpp": "in-function",
    "cookie_responder.hpp": "in-function server Chat",
    "cors.hpp": "in-function server",
    "credentials.hpp": "in-function",
    "digest_auth.hpp": "in-function",
    "event_stream.hpp": "in-function server clock_listeners",
    "exchange.hpp": "in-function my_middleware",
    "fields.hpp": "in-function",
    "file_options.hpp": "in-function",
    "form.hpp": "in-function server",
    "handshake.hpp": "in-function options",
    "header_responder.hpp": "in-function server",
    "host_check.hpp": "in-function server",
    "http_server.hpp": "in-function Echo",
    "https_redirect.hpp": "in-function tls_options",
    "tls_client_options.hpp": "in-function",
    "tls_options.hpp": "in-function",
    "inspector.hpp": "in-function server find_user",
    "listen.hpp": "in-function",
    "log.hpp": "in-function my_log",
    "message_writer.hpp": "in-function session rows",
    "metrics.hpp": "in-function server",
    "middleware.hpp": "declarations",
    "multipart_reader.hpp": "in-function request response",
    "network.hpp": "in-function request",
    "options.hpp": "in-function",
    "origin_check.hpp": "in-function server Chat",
    "rate_limit.hpp": "in-function server",
    "reconnect.hpp": "in-function",
    "request.hpp": "in-function",
    "response.hpp": "in-function server",
    "security_headers.hpp": "in-function server",
    "session.hpp": "members ticker",
    "session_group.hpp": "members",
    "session_manager.hpp": "members",
    "signed_cookies.hpp": "in-function request response",
    "statistics.hpp": "in-function server",
    "trusted_proxies.hpp": "in-function server",
    "upload_file.hpp": "in-function request",
    "websocket.hpp": "in-coroutine ws",
    "websocket_server.hpp": "in-function Echo",
}

COMMENT = re.compile(r"\s*<!--\s*snippet:\s*(.*?)\s*-->\s*$")
MAIN = re.compile(r"^int main\(", re.MULTILINE)


@dataclass
class Snippet:
    path: Path
    line: int  # of the first line of the code
    code: str
    context: str  # as in the comment; empty: none given

    @property
    def is_program(self):
        return MAIN.search(self.code) is not None

    def with_line(self):
        return f'#line {self.line} "{self.path}"\n{self.code}\n'


class Fault(Exception):
    pass


def markdown_snippets(path):
    """The ```cpp blocks of a page. Blocks may be indented, as in lists."""
    snippets, code, context, begin, indent = [], None, "", 0, 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = line.strip()
        if code is None and fence.startswith("```"):
            code, begin, indent = [], number + 1, len(line) - len(line.lstrip())
            language = fence[3:].strip()
        elif code is not None and fence == "```":
            if language in ("cpp", "c++"):
                snippets.append(Snippet(path, begin, "\n".join(code), context))
            elif context:
                raise Fault(f"{path}:{begin}: a snippet's comment before a block that is not ```cpp")
            code, context = None, ""
        elif code is not None:
            code.append(line[indent:])
        elif match := COMMENT.match(line):
            context = match[1]
        elif fence:
            if context:
                raise Fault(f"{path}:{number}: a snippet's comment without a block behind it")
    if code is not None:
        raise Fault(f"{path}:{begin}: this block has no end")
    return snippets


def header_snippets(path):
    """The @code blocks in the /// comments of a header."""
    snippets, code, begin = [], None, 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = re.sub(r"^\s*/// ?", "", line)
        if text.strip() == "@code":
            code, begin = [], number + 1
        elif text.strip() == "@endcode":
            snippets.append(Snippet(path, begin, "\n".join(code), HEADER_CONTEXT.get(path.name, "")))
            code = None
        elif code is not None:
            code.append(text)
    return snippets


def find_snippets(root):
    pages = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "doc").glob("**/*.md"))]
    found = [snippet for page in pages if page.exists() for snippet in markdown_snippets(page)]
    for header in sorted((root / "include" / "hawser").glob("**/*.hpp")):
        found += header_snippets(header)
    return found


def fragments_source(fragments):
    """One source with all fragments, each in a namespace that sees the names that it asked for."""
    parts = ['#include "context.hpp"\n']
    for number, snippet in enumerate(fragments):
        kind, *names = snippet.context.split() or [""]
        if kind not in AROUND:
            what = f"unknown context '{kind}'" if kind else "neither a program nor said what stands around it"
            raise Fault(f"{snippet.path}:{snippet.line}: {what}")
        before, after = AROUND[kind]
        using = "".join(f"using context::{name}; " for name in names)
        place = f'#line {snippet.line - 1} "{snippet.path}"\n'
        parts.append(f"namespace snippet_{number} {{\n{place}{using}{before}\n{snippet.with_line()}{after}\n}}\n")
    return "".join(parts)


def compile_source(name, source, options, extra):
    path = Path(options.work) / name
    path.write_text(source, encoding="utf-8")
    includes = [f"-I{folder}" for folder in options.include]
    command = [*options.compiler.split(), *FLAGS, *extra, *includes, f"-I{HERE}", str(path)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def check(options):
    snippets = find_snippets(Path(options.root))
    programs = [snippet for snippet in snippets if snippet.is_program]
    fragments = [snippet for snippet in snippets if not snippet.is_program]
    sources = [(f"program_{n}.cpp", snippet.with_line(), []) for n, snippet in enumerate(programs)]
    if fragments:
        sources.append(("fragments.cpp", fragments_source(fragments), FRAGMENT_FLAGS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda source: compile_source(source[0], source[1], options, source[2]), sources))
    for result in results:
        sys.stdout.write(result.stdout)
    print(f"{len(programs)} programs and {len(fragments)} fragments in {len(sources)} runs of the compiler")
    if not snippets:
        raise Fault(f"no snippets found in {options.root}")
    return all(result.returncode == 0 for result in results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--work", help="folder for the sources made; one that vanishes if not given")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            options.work = options.work or temporary
            Path(options.work).mkdir(parents=True, exist_ok=True)
            return 0 if check(options) else 1
    except Fault as fault:
        print(fault)
        return 1


if __name__ == "__main__":
    sys.exit(main())
