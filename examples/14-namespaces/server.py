"""The program of lesson 14 with Flask-SocketIO: the same events as server.ts, in the same two namespaces.

Start it with `python server.py` (PORT=5001 in the environment: on another port) or `flask --app server run`, then
`node examples/14-namespaces/client.ts --url http://127.0.0.1:5000`.
"""

import os
import re

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room, leave_room, rooms

app = Flask(__name__)

# path: not socket.io. Whoever connects has to know it.
# async_handlers=False: one message after the other, as they came. Else each handler runs in a thread of its own.
socketio = SocketIO(
    app,
    path="chat",
    async_handlers=False,
    cors_allowed_origins=["http://127.0.0.1:3000", "http://localhost:3000"],
)

ROOM = re.compile(r"[\w-]{1,12}")


def is_room(room):
    return isinstance(room, str) and ROOM.fullmatch(room)


# Each handler for two namespaces. One that has no handler at all is refused.
# A client cannot join a room. It can ask, and the server decides.
@socketio.on("join")
@socketio.on("join", namespace="/admin")
def join(room):
    if is_room(room):
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
    if is_room(room):
        emit("told", text, to=room)


@socketio.on("whoami")
@socketio.on("whoami", namespace="/admin")
def whoami():
    return request.namespace


def own_rooms():
    return sorted(room for room in rooms() if room != request.sid)


if __name__ == "__main__":
    socketio.run(app, port=int(os.environ.get("PORT", 5000)))
