"""The chat of the bench on Flask-SocketIO with eventlet. GET /usage says what the process has used so far."""

import gc
import resource
import socket

import eventlet
from flask import Flask, request
from flask_socketio import SocketIO, send

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")


@socketio.on("send_chat_message")
def chat(data):
    send(f"{data['username']}: {data['message']}", broadcast=True)


@app.get("/usage")
def usage():
    if "collect" in request.args:
        gc.collect()
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[1])
    return {"cpu": (used.ru_utime + used.ru_stime) * 1_000, "memory": pages * resource.getpagesize()}


if __name__ == "__main__":
    listener = eventlet.listen(("127.0.0.1", 0), socket.AF_INET)
    print(f"ready: http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    eventlet.wsgi.server(listener, app, log_output=False)
