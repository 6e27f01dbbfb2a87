"""The program of lesson 13 with Flask-SocketIO: the same events as server.ts.

`npm run example -- 13-who --python` starts it and runs the scripted client against it. To start it alone:
`python server.py` here, or `flask --app server run --port 5001`.
"""

import os

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room, leave_room
from flask_socketio import rooms as rooms_of

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
ORIGINS = os.environ.get("ORIGINS", "http://127.0.0.1:3000 http://localhost:3000").split()

# async_handlers=False: one message after the other, as they came. Else each handler runs in a thread of its own.
socketio = SocketIO(app, async_handlers=False, cors_allowed_origins=ORIGINS)

ROOMS = ["r1", "r2"]


@socketio.on("rooms")
def rooms():
    return sorted(room for room in rooms_of() if room != request.sid)


@socketio.on("join")
def join(room):
    if room in ROOMS:
        join_room(room)
    return rooms()


@socketio.on("leave")
def leave(room):
    if room in ROOMS:
        leave_room(room)
    return rooms()


@socketio.on("tell_all")
def tell_all():
    emit("hello", broadcast=True)


@socketio.on("tell_others")
def tell_others():
    emit("hello", broadcast=True, include_self=False)


@socketio.on("tell_me")
def tell_me():
    emit("hello")


@socketio.on("tell_room")
def tell_room():
    emit("hello", to="r1")


@socketio.on("tell_roommates")
def tell_roommates():
    emit("hello", to="r1", include_self=False)


@socketio.on("tell_rooms")
def tell_rooms():
    emit("hello", to=["r1", "r2"])


# There is no option for "all but a room": its members have to be named one by one.
@socketio.on("tell_outsiders")
def tell_outsiders():
    emit("hello", broadcast=True, skip_sid=members(["r1"]))


@socketio.on("tell")
def tell(call):
    to, outside = call.get("to", []), members(call.get("except", []))
    if call["on"] == "io":
        emit("hello", to=to or None, broadcast=True, skip_sid=outside)
    elif call.get("broadcast") or to or outside:
        emit("hello", to=to or None, broadcast=True, skip_sid=[*outside, request.sid])
    else:
        emit("hello")


def members(names):
    manager = socketio.server.manager
    return [sid for name in names for sid, _ in manager.get_participants("/", name)]


if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the
    # public, and so it starts only where a terminal is attached, unless it is told that
    # this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ.get("PORT", 5001)), **options)
