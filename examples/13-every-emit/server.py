"""The rows of server.ts that Flask-SocketIO has, too: each is one call, and a client has it made by its name.

`npm run example -- 13-every-emit --python` starts it and runs the scripted client against it. To start it alone:
`python server.py` here, or `flask --app server run --port 5001`.
"""

import json
import os

from flask import Flask, request
from flask_socketio import SocketIO, call, close_room, disconnect, emit, join_room, leave_room, rooms, send
from socketio import exceptions

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
ORIGINS = os.environ.get("ORIGINS", "http://127.0.0.1:3000 http://localhost:3000").split()
socketio = SocketIO(app, cors_allowed_origins=ORIGINS)

# The rooms that a client may be placed in.
ROOMS = ["r1", "r2", "r3"]
# What is noted between two fences of what handlers heard.
MOST_HEARD = 20
# The rows, by name: `show` puts in what the call gave back.
ROWS = {}


# #region letters
# A client's id, by the letter in its address.
ids = {}


def letter_of(sid):
    return next(letter for letter, each in ids.items() if each == sid)
# #endregion


def row(function):
    ROWS[function.__name__.strip("_").replace("_", "-")] = function
    return function


# ---- from the server to one client


@row
def _emit(show):
    # #region emit
    emit("hello", (1, "2", {"3": "4"}))
    # #endregion


@row
def _send(show):
    # #region send
    send("hi")
    # #endregion


@row
def binary(show):
    # #region binary
    emit("hello", bytes([1, 2, 255]))
    # #endregion


@row
def emit_reserved(show):
    # #region emit-reserved
    emit("disconnecting")
    # #endregion


@row
def ack_callback(show):
    # #region ack-callback
    emit("question", "Who are you?", callback=show)
    # #endregion
    show.wait_for(1)


@row
def ack_promise(show):
    # #region ack-promise
    answer = call("question", "Who are you?", timeout=1)
    show(answer)
    # #endregion


@row
def timeout_promise(show):
    # #region timeout-promise
    try:
        answer = call("silence", "Are you there?", timeout=0.2)
        show(answer)
    except exceptions.TimeoutError:
        show("no answer")
    # #endregion


# ---- from the server to several clients


@row
def io_emit(show):
    # #region io-emit
    socketio.emit("hello", "all")
    # #endregion


@row
def io_send(show):
    # #region io-send
    send("hi, all", broadcast=True)
    # #endregion


@row
def broadcast(show):
    # #region broadcast
    emit("hello", "others", broadcast=True, include_self=False)
    # #endregion


@row
def to_room(show):
    # #region to-room
    emit("hello", "r1", to="r1")
    # #endregion


@row
def socket_to_room(show):
    # #region socket-to-room
    emit("hello", "others in r1", to="r1", include_self=False)
    # #endregion


@row
def to_rooms(show):
    # #region to-rooms
    emit("hello", "r1 or r2", to=["r1", "r2"])
    # #endregion


@row
def except_room(show):
    # #region except-room
    emit("hello", "not r1", broadcast=True, skip_sid=members("r1"))
    # #endregion


@row
def clauses(show):
    # #region clauses
    emit("hello", "r2 or r3, not r1", to=["r2", "r3"], skip_sid=members("r1"))
    # #endregion


@row
def to_id(show):
    # #region to-id
    emit("hello", "C", to=ids["C"])
    # #endregion


@row
def except_ids(show):
    # #region except-ids
    emit("hello", "not B, not C", broadcast=True, skip_sid=[ids["B"], ids["C"]])
    # #endregion


@row
def to_own_id(show):
    # #region to-own-id
    emit("hello", "nobody", to=request.sid, include_self=False)
    # #endregion


@row
def namespace(show):
    # #region namespace
    emit("hello", "chat", namespace="/chat", broadcast=True)
    # #endregion


@row
def namespace_room(show):
    # #region namespace-room
    emit("hello", "r1 in chat", namespace="/chat", to="r1")
    # #endregion


@row
def acks_callback(show):
    # #region acks-callback
    emit("question", "Who is there?", broadcast=True, callback=show)
    # #endregion
    show.wait_for(4)


# ---- which clients are there, where, and for how long


@row
def fetch_sockets(show):
    # #region fetch-sockets
    for sid in members("r1"):
        show(letter_of(sid))
    # #endregion


@row
def sockets_join(show):
    # #region sockets-join
    for sid in members("r1"):
        join_room("r3", sid=sid)
    emit("hello", "r3", to="r3")
    # #endregion


@row
def sockets_leave(show):
    # #region sockets-leave
    close_room("r1")
    emit("hello", "r1", to="r1")
    # #endregion


@row
def disconnect_sockets(show):
    # #region disconnect-sockets
    for sid in members("r2"):
        disconnect(sid)
    # #endregion


@row
def join(show):
    # #region join
    join_room("r3")
    emit("hello", "r3", to="r3")
    # #endregion


@row
def leave(show):
    # #region leave
    leave_room("r1")
    emit("hello", "r1", to="r1")
    # #endregion


@row
def _rooms(show):
    # #region rooms
    for room in rooms():
        show("its own id" if room == request.sid else room)
    # #endregion


@row
def _disconnect(show):
    # #region disconnect
    disconnect()
    # #endregion


# #region members
def members(room):
    participants = socketio.server.manager.get_participants("/", room)
    return [sid for sid, _ in participants]
# #endregion


# ---- how a client has a row run, and what it tells and asks besides


class Show(list):
    """The values that a call gave back."""

    def __call__(self, *values):
        self.extend(values)

    def wait_for(self, count):
        """Lets others work until there are as many values, two seconds at most."""
        for _ in range(200):
            if len(self) >= count:
                return
            socketio.sleep(0.01)


class Heard(list):
    """What handlers heard, as text."""

    def __call__(self, by, event, *args):
        if len(self) >= MOST_HEARD:
            return
        values = ", ".join(f"<{arg.hex(' ')}>" if isinstance(arg, bytes) else as_json(arg) for arg in args)
        self.append(f"{by} {event}({values})")


def as_json(value):
    return json.dumps(value, separators=(",", ":"))


hear = Heard()


@socketio.on("connect")
def connect():
    ids[request.args.get("client")] = request.sid


@socketio.on("rows")
def rows():
    return list(ROWS)


@socketio.on("run")
def run(name):
    show = Show()
    ROWS[name](show)
    return {"shown": show}


@socketio.on("place")
def place(wanted):
    for room in rooms():
        if room != request.sid:
            leave_room(room)
    for room in wanted:
        if room in ROOMS:
            join_room(room)


socketio.on_event("place", place, namespace="/chat")


@socketio.on("fence")
def fence(number):
    since, hear[:] = hear[:], []
    return since


# #region on-hello
@socketio.on("hello")
def on_hello(*args):
    hear("on", "hello", *args)


# #endregion


# #region on-message
@socketio.on("message")
def on_message(text):
    hear("on", "message", text)


# #endregion


# #region on-add
@socketio.on("add")
def on_add(a, b):
    return a + b


# #endregion


@socketio.on("echo")
def echo(text):
    emit("hello", text)


if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the public, and so it starts only
    # where a terminal is attached, unless it is told that this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ.get("PORT", 5001)), **options)
