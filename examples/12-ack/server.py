"""The program of lesson 12 with Flask-SocketIO: the same events as server.ts.

`npm run example -- 12-ack --python` starts it and runs the scripted client against it. To start it alone:
`python server.py` here, or `flask --app server run --port 5001`.
"""

import os

from flask import Flask
from flask_socketio import SocketIO, send

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
ORIGINS = os.environ.get("ORIGINS", "http://127.0.0.1:3000 http://localhost:3000").split()
socketio = SocketIO(app, cors_allowed_origins=ORIGINS)


@socketio.on("send_chat_message")
def send_chat_message(chat):
    # send() is emit("message", …). Without broadcast=True it goes to the sender alone.
    send(f"{chat['username']}: {chat['message']}", broadcast=True)
    return {"ok": True}


# What the handler returns is the acknowledgement.
@socketio.on("add")
def add(a, b):
    return a + b


@socketio.on("answer")
def answer():
    return 42


@socketio.on("late")
def late(milliseconds):
    socketio.sleep(milliseconds / 1000)
    return milliseconds


# A handler that returns nothing is answered too, with an empty acknowledgement.
@socketio.on("never")
def never():
    pass


if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the
    # public, and so it starts only where a terminal is attached, unless it is told that
    # this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ.get("PORT", 5001)), **options)
