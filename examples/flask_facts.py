"""What the guide says about Flask-SocketIO, as a server: flask.test.ts asks it, and looks at who gets what."""

import os
import threading

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room, send

app = Flask(__name__)
socketio = SocketIO(app)
freed = False


@app.route("/mode")
def mode():
    return socketio.async_mode


@app.route("/socketio.emit")
def emit_by_method():
    socketio.emit("ev", "from a route")
    return "done"


@app.route("/emit")
def emit_by_function():
    emit("ev", "from a route")
    return "done"


@socketio.on("join")
def join(room):
    join_room(room)


@socketio.on("fence")
def fence():
    pass


@socketio.on("own id")
def own_id():
    return request.sid


CALLS = {
    "send('x')": lambda: send("x"),
    "send('x', broadcast=True)": lambda: send("x", broadcast=True),
    "emit('ev', 'x')": lambda: emit("ev", "x"),
    "emit('ev', 'x', broadcast=False, to=None)": lambda: emit("ev", "x", broadcast=False, to=None),
    "emit('ev', 'x', broadcast=True)": lambda: emit("ev", "x", broadcast=True),
    "emit('ev', 'x', broadcast=True, include_self=False)": lambda: emit("ev", "x", broadcast=True, include_self=False),
    "emit('ev', 'x', include_self=False)": lambda: emit("ev", "x", include_self=False),
    "emit('ev', 'x', to='r1')": lambda: emit("ev", "x", to="r1"),
    "emit('ev', 'x', to='r1', broadcast=True)": lambda: emit("ev", "x", to="r1", broadcast=True),
    "emit('ev', 'x', to='r1', include_self=False)": lambda: emit("ev", "x", to="r1", include_self=False),
    "emit('ev', 'x', to=request.sid)": lambda: emit("ev", "x", to=request.sid),
    "socketio.emit('ev', 'x')": lambda: socketio.emit("ev", "x"),
    "emit('ev', (1, 2))": lambda: emit("ev", (1, 2)),
    "emit('ev', [1, 2])": lambda: emit("ev", [1, 2]),
    "send({'a': 1}, json=True)": lambda: send({"a": 1}, json=True),
}


@socketio.on("call")
def call(name):
    CALLS[name]()


@socketio.on("emit with two arguments")
def emit_two():
    try:
        emit("ev", 1, 2)
    except TypeError as error:
        return str(error)


@socketio.on("emit from a thread")
def emit_from_thread():
    said = []

    def work():
        try:
            emit("ev", "from a thread")
        except RuntimeError as error:
            said.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return said[0]


@app.route("/emit-from-a-route")
def emit_from_route():
    try:
        emit("ev", "from a route")
    except AttributeError as error:
        return str(error)


@socketio.on("one argument")
def one_argument(data):
    return data


RETURNS = {"nothing": None, "a number": 1, "a list": [1, 2], "a tuple": (1, "two")}


@socketio.on("return")
def returns(what):
    return RETURNS[what]


@socketio.on("raise")
def raises():
    raise ValueError("on purpose")


@socketio.on("wait to be freed")
def wait():
    while not freed:
        socketio.sleep(0.01)
    return "waited"


@socketio.on("free")
def free():
    global freed
    freed = True
    return "freed"


if __name__ == "__main__":
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=int(os.environ["PORT"]), **options)
