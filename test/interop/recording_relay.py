# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

"""Passes bytes on to a port, and remembers what was said to it."""

import socket
import threading

CONNECT_DEADLINE = 10  # seconds


class RecordingRelay:
    """A context manager. `said` has what came from the client of each connection, in the order of their
    beginning."""

    def __init__(self, target):
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.said = []
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A thread that waits in accept() is not woken by close().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            one.close()

    def everything(self):
        """All that was said, as text."""
        return b"\n".join(self.said).decode("latin-1")

    def _accept(self):
        try:
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target), timeout=CONNECT_DEADLINE)
                server.settimeout(None)
                self._open += [client, server]
                record = bytearray()
                self.said.append(record)
                for pair in ((client, server, record), (server, client, None)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()
        except OSError:
            pass  # the end


def _pass_on(source, sink, record):
    try:
        while data := source.recv(65536):
            if record is not None:
                record += data
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one side has gone; the other will notice
