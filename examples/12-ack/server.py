"""The program of lesson 12 with Flask-SocketIO: the same events as server.ts.

Start it with `python server.py` (PORT=5001 in the environment: on another port) or `flask --app server run`, then
`node examples/12-ack/client.ts --url http://127.0.0.1:5000`.
"""

import os

from flask import Flask
from flask_socketio import SocketIO, send

app = Flask(__name__)

# Pages from elsewhere are refused with 400, unless their origin is in this list: here the playground's.
socketio = SocketIO(app, cors_allowed_origins=["http://127.0.0.1:3000", "http://localhost:3000"])


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
    socketio.run(app, port=int(os.environ.get("PORT", 5000)))
