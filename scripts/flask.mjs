/** A Python that can run the Flask twins of the examples. */
import { spawnSync } from "node:child_process";

/** /usr/bin first: another Python earlier on PATH does not see the packages that apt installed. */
const CANDIDATES = ["/usr/bin/python3", "python3", "python", "py"];

/** @returns {string | undefined} a Python with flask_socketio and eventlet, or none */
export function findFlask() {
  return CANDIDATES.find(
    (python) => spawnSync(python, ["-c", "import flask_socketio, eventlet"], { stdio: "ignore" }).status === 0,
  );
}
