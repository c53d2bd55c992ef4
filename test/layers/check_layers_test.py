#!/usr/bin/env python3
# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)
"""Proves that check_layers.py finds each kind of fault, and none in a tree without."""

import tempfile
import unittest
from pathlib import Path

from check_layers import check

CLEAN = {
    "include/hawser/error.hpp": "#include <vector>\n",
    "include/hawser/http_server.hpp": "#include <hawser/error.hpp>\n#include <boost/asio/any_io_executor.hpp>\n",
    "include/hawser/behavior.hpp": "#include <hawser/http_server.hpp>\n",
    "lib/core/error.cpp": "#include <hawser/error.hpp>\n",
    "lib/core/utf8.hpp": "",
    "lib/websocket/frame.hpp": '#include "core/utf8.hpp"\n',
    "lib/http/parser.cpp": "#include <boost/beast/http/parser.hpp>\n",
    "lib/net/connection.hpp": '#include "websocket/frame.hpp"\n#include <boost/asio/post.hpp>\n',
    "lib/server/http_server.cpp": '#include <hawser/http_server.hpp>\n#include "net/connection.hpp"\n',
}


class CheckLayersTest(unittest.TestCase):
    def faults(self, **changed):
        """The faults in the clean tree after some files were changed; `__` in a name stands for `/`."""
        files = CLEAN | {name.replace("__", "/").replace("_hpp", ".hpp"): text for name, text in changed.items()}
        with tempfile.TemporaryDirectory() as directory:
            for name, text in files.items():
                path = Path(directory, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check(Path(directory)).faults

    def test_clean_tree(self):
        self.assertEqual(self.faults(), [])

    def test_private_header_of_a_higher_layer(self):
        (fault,) = self.faults(lib__core__utf8_hpp='#include "net/connection.hpp"\n')
        self.assertIn("lib/core/utf8.hpp: layer core must not include net/connection.hpp", fault)

    def test_sibling_layer(self):
        (fault,) = self.faults(lib__http__field_hpp='# include "websocket/frame.hpp"\n')
        self.assertIn("of layer websocket", fault)

    def test_public_header_of_a_higher_layer(self):
        (fault,) = self.faults(lib__net__listener_hpp="#include <hawser/http_server.hpp>\n")
        self.assertIn("of layer server", fault)

    def test_public_header_without_source_has_the_layer_of_its_includes(self):
        (fault,) = self.faults(lib__net__listener_hpp="#include <hawser/behavior.hpp>\n")
        self.assertIn("of layer server", fault)

    def test_public_header_without_source_that_includes_asio(self):
        (fault,) = self.faults(include__hawser__timer_hpp="#include <boost/asio/post.hpp>\n",
                               lib__http__x_hpp="#include <hawser/timer.hpp>\n")
        self.assertIn("of layer net", fault)

    def test_asio_below_net(self):
        for layer in ("core", "websocket", "http"):
            (fault,) = self.faults(**{f"lib__{layer}__x_hpp": "  #  include <boost/asio/buffer.hpp>\n"})
            self.assertIn(f"layer {layer} must not include <boost/asio/buffer.hpp>", fault)

    def test_asio_in_a_public_header_of_core(self):
        (fault,) = self.faults(include__hawser__error_hpp="#include <boost/asio.hpp>\n")
        self.assertIn("include/hawser/error.hpp: layer core", fault)

    def test_public_header_includes_private_one(self):
        (fault,) = self.faults(include__hawser__error_hpp='#include "core/utf8.hpp"\n')
        self.assertIn("a public header includes", fault)

    def test_missing_headers(self):
        faults = self.faults(lib__net__x_hpp='#include "net/y.hpp"\n#include <hawser/y.hpp>\n')
        self.assertEqual(len(faults), 2)

    def test_unknown_layer(self):
        (fault,) = self.faults(lib__util__x_hpp="")
        self.assertIn("unknown layer 'util'", fault)


if __name__ == "__main__":
    unittest.main()
