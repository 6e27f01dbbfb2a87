"""The chat with Flask-SocketIO: its page and its server on one port.

`python server.py` here, or `flask --app server run --port 5001`; then open http://127.0.0.1:5001/.
`npm run example -- chat --python` starts it and runs the scripted client against it.
"""

import os
from pathlib import Path

from flask import Flask, send_from_directory
from flask_socketio import SocketIO, send

PORT = int(os.environ.get("PORT", 5001))

# #region page
app = Flask(__name__, static_url_path="/")


@app.route("/")
def page():
    return app.send_static_file("index.html")


# Flask-SocketIO brings no client. In a project of your own, put the file into static/.
@app.route("/socket.io.min.js")
def client():
    modules = Path(app.root_path).parents[1] / "node_modules"
    return send_from_directory(modules, "socket.io-client/dist/socket.io.min.js")
# #endregion


# #region origins
playground = "http://127.0.0.1:3000 http://localhost:3000"
others = os.environ.get("ORIGINS", playground).split()
origins = [f"http://127.0.0.1:{PORT}", f"http://localhost:{PORT}", *others]

# For polling and for WebSockets. Pages from elsewhere are refused with 400.
socketio = SocketIO(app, cors_allowed_origins=origins)
# #endregion


# #region talk
@socketio.on("send_chat_message")
def send_chat_message(chat):
    # Without broadcast=True it would go to the sender alone.
    send(f"{chat['username']}: {chat['message']}", broadcast=True)
    # What a handler returns is the acknowledgement.
    return {"ok": True}
# #endregion


# #region run
if __name__ == "__main__":
    # Without eventlet or gevent this is Flask's development server. It is not made for the
    # public, and so it starts only where a terminal is attached, unless it is told that
    # this is meant: here it serves this machine alone.
    options = {"allow_unsafe_werkzeug": True} if socketio.async_mode == "threading" else {}
    socketio.run(app, port=PORT, **options)
# #endregion
