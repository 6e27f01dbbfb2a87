"""The program of lesson 14 with Flask-SocketIO: the same events as server.ts, in the same two namespaces.

`npm run example -- 14-namespaces --python` starts it and runs the scripted client against it. To start it alone:
`python server.py` here, or `flask --app server run --port 5001`.
"""

import os
import re

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room, leave_room, rooms

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
ORIGINS = os.environ.get("ORIGINS", "http://127.0.0.1:3000 http://localhost:3000").split()

# path: not socket.io. Whoever connects has to know it.
# async_handlers=False: one message after the other, as they came. Else each handler runs in a thread of its own.
socketio = SocketIO(
    app,
    path="chat",
    async_handlers=False,
    cors_allowed_origins=ORIGINS,
)

# re.ASCII: without it \w takes letters of every script, which server.ts does not.
ROOM = re.compile(r"[\w-]{1,12}", re.ASCII)
# Rooms that a socket may be in besides its own: any name makes one, and each answer lists them.
MOST_ROOMS = 8


def is_room(room):
    return isinstance(room, str) and ROOM.fullmatch(room)


# Each handler for two namespaces. One that has no handler at all is refused.
# A client cannot join a room. It can ask, and the server decides.
@socketio.on("join")
@socketio.on("join", namespace="/admin")
def join(room):
    if is_room(room) and len(own_rooms()) < MOST_ROOMS:
        join_room(room)
    return own_rooms()


@socketio.on("leave")
@socketio.on("leave", namespace="/admin")
def leave(room):
    if is_room(room):
        leave_room(room)
    return own_rooms()


# emit() stays in the namespace of the event that it answers: /admin's red is not the other one's.
@socketio.on("tell")
@socketio.on("tell", namespace="/admin")
def tell(room, text):
    if is_room(room) and isinstance(text, str):
        emit("told", text[:200], to=room)


@socketio.on("whoami")
@socketio.on("whoami", namespace="/admin")
def whoami():
    return request.namespace


def own_rooms():
    return sorted(room for room in rooms() if room != request.sid)


if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the
    # public, and so it starts only where a terminal is attached, unless it is told that
    # this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ.get("PORT", 5001)), **options)
