const [status, lines, form] = ["status", "lines", "form"].map((id) => document.getElementById(id));

// #region connect
// Without an address it is the server that this page came from.
const socket = io();
// #endregion

// #region how
socket.on("connect", () => {
  const { engine } = socket.io;
  status.textContent = `connected, over ${engine.transport.name}`;
  engine.once("upgrade", ({ name }) => (status.textContent = `connected, over ${name}`));
});

socket.on("connect_error", (error) => (status.textContent = `not connected: ${error.message}`));

socket.on("disconnect", (reason) => (status.textContent = `not connected: ${reason}`));
// #endregion

// #region hear
// Once, and not inside of "connect": that comes again with each reconnection.
socket.on("message", (line) => {
  const item = document.createElement("li");
  item.textContent = line; // as text, whatever somebody wrote: never as innerHTML
  lines.append(item);
});
// #endregion

// #region say
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { username, message } = form.elements;
  const chat = { username: username.value, message: message.value };
  message.value = "";
  try {
    await socket.timeout(5_000).emitWithAck("send_chat_message", chat);
  } catch {
    status.textContent = "no answer in 5 seconds: perhaps nobody got it";
  }
});
// #endregion
