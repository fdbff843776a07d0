"""An answer goes out with its head in one piece; in a process of its own, for the web server patches everything."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

PROGRAM = """
import json, sys
from types import SimpleNamespace
from goforum.serving import web
from gunicorn.http import wsgi

def sent(method, status, length, *pieces):
    found = []
    line = SimpleNamespace(sendall=lambda data: found.append(data.decode()))
    request = SimpleNamespace(method=method, version=(1, 1), should_close=lambda: False)
    answer = wsgi.Response(request, line, SimpleNamespace(protocol="http"))
    write = answer.start_response(status, [("Content-Length", length)] if length else [])
    for piece in pieces:
        write(piece.encode())
    answer.close()
    return found

print(json.dumps([sent(*case) for case in json.loads(sys.argv[1])]))
"""
CASES = (
    ("GET", "200 OK", "4", "body"), ("GET", "200 OK", "8", "body", "more"), ("GET", "200 OK", "", "body", "more"),
    ("HEAD", "200 OK", "4", ""), ("GET", "304 NOT MODIFIED", "4", ""))


def test_the_head_goes_with_the_first_of_the_body():
    done = subprocess.run([sys.executable, "-c", PROGRAM, json.dumps(CASES)], check=True, capture_output=True, text=True)
    whole, twice, chunks, head, unchanged = json.loads(done.stdout)
    assert len(whole) == 1
    assert whole[0].startswith("HTTP/1.1 200 OK\r\n")
    assert whole[0].endswith("\r\n\r\nbody")
    assert (twice[0][-4:], twice[1:]) == ("body", ["more"])
    assert "".join(chunks).partition("\r\n\r\n")[2] == "4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n"
    assert [answer.partition("\r\n\r\n")[2] for answer in ("".join(head), "".join(unchanged))] == ["", ""]
