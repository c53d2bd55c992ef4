#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Checks that every include points down the layers.

    core <- websocket, http, tls <- net <- session <- server <- middleware
                                                      <- client

A public header belongs to the layer whose source implements it (include/hawser/x.hpp to the layer with
an x.cpp), else to the highest layer of what it includes, where Boost.Asio counts as net.

Usage: check_layers.py <root of the source tree>
"""

import re
import sys
from pathlib import Path

BELOW = {
    "core": set(),
    "websocket": {"core"},
    "http": {"core"},
    "tls": {"core"},
    "net": {"core", "websocket", "http", "tls"},
    "session": {"core", "websocket", "net"},
    "server": {"core", "websocket", "http", "tls", "net", "session"},
    "client": {"core", "websocket", "http", "tls", "net", "session"},
    "middleware": {"core", "http", "server"},
}
HEIGHT = {"core": 0, "websocket": 1, "http": 1, "tls": 1, "net": 2, "session": 3, "server": 4, "client": 4,
          "middleware": 5}

# Outside headers that a layer must do without; prefixes.
FORBIDDEN = {
    "core": ("boost/asio", "boost/beast"),
    "websocket": ("boost/asio", "boost/beast"),
    "tls": ("boost/asio", "boost/beast"),
    "http": ("boost/asio", "boost/beast/websocket", "boost/beast/ssl", "boost/beast/core/tcp_stream"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


class Tree:
    def __init__(self, root):
        self.root = root
        self.public = {
            path.relative_to(root / "include").as_posix(): path
            for path in sorted((root / "include").rglob("*.hpp"))
        }
        self.private = sorted(p for p in (root / "lib").rglob("*") if p.suffix in (".hpp", ".cpp"))
        self.faults = []
        self._layers = {}

    def fault(self, path, text):
        self.faults.append(f"{path.relative_to(self.root)}: {text}")

    def public_layer(self, name):
        if name not in self._layers:
            self._layers[name] = "core"  # ends cycles
            stem = Path(name).stem
            owners = [layer for layer in BELOW if (self.root / "lib" / layer / f"{stem}.cpp").exists()]
            if not owners:
                names = [included for _, included in includes(self.public[name])]
                owners = [self.public_layer(n) for n in names if n in self.public]
                owners += ["net" for n in names if n.startswith("boost/asio")]
            self._layers[name] = max(owners, key=HEIGHT.get, default="core")
        return self._layers[name]

    def check_public(self):
        for name, path in self.public.items():
            if name == "hawser/hawser.hpp":  # all layers at once, for applications
                continue
            layer = self.public_layer(name)
            for quote, included in includes(path):
                if quote == '"':
                    self.fault(path, f'a public header includes "{included}"; use <hawser/...>')
                elif included.startswith("hawser/"):
                    self.check_hawser(path, layer, included)
                else:
                    self.check_outside(path, layer, included)

    def check_private(self):
        for path in self.private:
            layer = path.relative_to(self.root / "lib").parts[0]
            if layer not in BELOW:
                self.fault(path, f"unknown layer '{layer}'")
                continue
            for quote, included in includes(path):
                if quote == '"':
                    self.check_quoted(path, layer, included)
                elif included.startswith("hawser/"):
                    self.check_hawser(path, layer, included)
                else:
                    self.check_outside(path, layer, included)

    def check_quoted(self, path, layer, included):
        if not (self.root / "lib" / included).is_file():
            self.fault(path, f'"{included}" is not a header in lib/')
            return
        self.check_direction(path, layer, included, included.split("/")[0])

    def check_hawser(self, path, layer, included):
        if included not in self.public:
            self.fault(path, f"<{included}> does not exist")
            return
        self.check_direction(path, layer, included, self.public_layer(included))

    def check_direction(self, path, layer, included, target):
        if target != layer and target not in BELOW[layer]:
            self.fault(path, f"layer {layer} must not include {included} of layer {target}")

    def check_outside(self, path, layer, included):
        if included.startswith(FORBIDDEN.get(layer, ())):
            self.fault(path, f"layer {layer} must not include <{included}>")


def check(root):
    tree = Tree(root)
    tree.check_public()
    tree.check_private()
    return tree


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tree = check(Path(sys.argv[1]))
    for fault in tree.faults:
        print(fault)
    print(f"{len(tree.public)} public and {len(tree.private)} private files, {len(tree.faults)} faults")
    return 1 if tree.faults or not tree.public or not tree.private else 0


if __name__ == "__main__":
    sys.exit(main())
