"""The program of lesson 15 with Flask-SocketIO: the same events as server.ts.

`npm run example -- 15-payloads --python` starts it and runs the scripted client against it. To start it alone:
`python server.py` here, or `flask --app server run --port 5001`.
"""

import hashlib
import json
import os
from collections import defaultdict
from datetime import datetime, timezone

from flask import Flask, request
from flask_socketio import SocketIO

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
ORIGINS = os.environ.get("ORIGINS", "http://127.0.0.1:3000 http://localhost:3000").split()

# The limit is 1,000,000 bytes unless told otherwise. async_handlers=False: one message after the other, as they came.
socketio = SocketIO(app, max_http_buffer_size=20_000, async_handlers=False, cors_allowed_origins=ORIGINS)


# #region mirror
@socketio.on("mirror")
def mirror(value):
    return described(value), value
# #endregion


# #region rules
# A rule has the name of the expression that server.ts uses; here stands what does the same in Python.
def date(value):
    if isinstance(value, str):
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return datetime.fromtimestamp(value / 1000, timezone.utc)


MAP_RULES = {
    "value": lambda value: value,
    "new Map(value)": dict,
    "new Map(Object.entries(value))": lambda value: dict(value.items()),
    "new Map(JSON.parse(value))": lambda value: dict(json.loads(value)),
}
DATE_RULES = {"value": lambda value: value, "new Date(value)": date}
BYTES_RULES = {
    "value": lambda value: value,
    "Buffer.from(value)": lambda value: value.encode() if isinstance(value, str) else bytes(list(value)),
}
# #endregion


@socketio.on("rebuild")
def rebuild(rules, sent):
    return {
        "map": rebuilt(MAP_RULES, rules["map"], sent["map"]),
        "date": rebuilt(DATE_RULES, rules["date"], sent["date"]),
        "bytes": rebuilt(BYTES_RULES, rules["bytes"], sent["bytes"]),
    }


@socketio.on("size")
def size(length, data):
    return len(data)


# #region pieces
# The pieces themselves are not kept: of all clients together that would be too much.
sums = defaultdict(lambda: (hashlib.sha1(), 0))


@socketio.on("piece")
def piece(at, data):
    if at == 0:
        sums.pop(request.sid, None)
    sha1, length = sums[request.sid]
    # What does not follow on does not count. The answer says where to go on.
    if at == length:
        sha1.update(data)
        length += len(data)
        sums[request.sid] = sha1, length
    return length


@socketio.on("whole")
def whole():
    sha1, length = sums[request.sid]
    return {"length": length, "sha1": sha1.hexdigest()}
# #endregion


@socketio.on("disconnect")
def disconnect(*_):
    sums.pop(request.sid, None)


def rebuilt(rules, name, value):
    try:
        return described(rules[name](value))
    except Exception as error:
        return {"type": type(error).__name__, "shown": str(error)}


def described(value):
    return {"type": type(value).__name__, "shown": repr(value)}


if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the public, and so it starts only
    # where a terminal is attached, unless it is told that this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ.get("PORT", 5001)), **options)
