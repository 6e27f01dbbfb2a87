import { expect } from "../fixtures.ts";
import { LESSON, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 14: into /admin by its path, refused elsewhere, and in a room", async (page, hands, complaints) => {
  await openLesson(page, LESSON.addresses);
  const [one, two] = ["Socket 1", "Socket 2"].map((name) => page.getByRole("group", { name, exact: true }));
  const connect = (socket: typeof one) => socket!.getByRole("button", { name: /^Connect/ });
  await expect(connect(one)).toBeDisabled();
  await placeBet(page, hands, "Only the path");

  await hands.press(connect(one));
  await expect(one!.getByRole("status")).toContainText("websocket error");
  await expectRefuted(page, hands, /There is no Socket\.IO at that path: 404/);

  expect(complaints.splice(0)).toEqual([expect.stringContaining("Unexpected response code: 404")]);

  await hands.write(one!.getByLabel("Path"), "chat/");
  await hands.write(one!.getByLabel("Namespace"), "/admin");
  await expect(one!.getByText("40/admin,")).toBeVisible();
  await hands.press(connect(one));
  await expect(one!.getByRole("status")).toContainText("connected, id");

  await hands.choose(two!.getByRole("checkbox", { name: "over the connection of socket 1" }));
  await hands.write(two!.getByLabel("Namespace"), "/nope");
  await hands.press(connect(two));
  await expect(two!.getByRole("status")).toContainText("Invalid namespace");

  await hands.press(one!.getByRole("button", { name: "join as Socket 1" }));
  await expect(one!.getByText("in red")).toBeVisible();
  await hands.press(one!.getByRole("button", { name: "tell the room as Socket 1" }));
  await expect(one!.getByText("told: hello red")).toBeVisible();
  await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();
  await expectDone(page, hands, { proof: 4, title: "Rooms, namespaces, path" });
});
