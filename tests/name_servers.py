"""A name server for tests, over TCP (RFC 7766)."""

import socket
import struct
from collections.abc import Callable, Mapping
from ipaddress import ip_address

from tests.listening import Listening

A, AAAA = 1, 28
NO_SUCH_NAME = 3


class NameServer(Listening):
    """Answers from a table and records the queries."""

    def __init__(
        self,
        names: Mapping[str, list[str]],
        host: str = "127.0.0.1",
        port: int = 0,
        corrupt: Callable[[bytes], bytes] = lambda answer: answer,
    ) -> None:
        super().__init__(socket.create_server((host, port)))
        self.names = names
        self.asked: list[str] = []
        self._corrupt = corrupt

    def serve(self, caller: socket.socket) -> None:
        with caller.makefile("rb") as stream:
            while len(head := stream.read(2)) == 2:
                answer = self._corrupt(self._answer(stream.read(int.from_bytes(head))))
                caller.sendall(len(answer).to_bytes(2) + answer)

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode())
            at += 1 + question[at]
        name = ".".join(labels)
        (kind,) = struct.unpack_from("!H", question, at + 1)
        if kind == A:
            self.asked.append(name)
        addresses = self.names.get(name, self.names.get("*"))
        version = 4 if kind == A else 6
        # Behind an alias, as large sites are.
        records = [b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 60, 3) + b"\x01x\x00"]
        for address in map(ip_address, addresses or []):
            if address.version == version:
                data = address.packed
                records.append(b"\x01x\x00" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data)
        code = 0 if addresses is not None else NO_SUCH_NAME
        head = question[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(records), 0, 0)
        return head + question[12 : at + 5] + b"".join(records)
