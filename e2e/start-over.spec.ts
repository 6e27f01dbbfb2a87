/** What widgets say of a lab's run is gone with the run; what a bet has shown stays, without links into another lab. */
import { expect, test } from "./fixtures.ts";
import { mouse } from "./support/hands.ts";
import { LESSON, logOf, openLesson, placeBet } from "./support/lesson.ts";

const hands = mouse();

test("Start over empties what was said of values; another lab leaves a bet its words only", async ({
  page,
  request,
}) => {
  const address = await openLesson(page, LESSON.payloads);
  const { region } = logOf(page);
  const lab = page.getByRole("region", { name: "What fits in a message", exact: true });
  const bet = page.getByRole("region", { name: "Your bet" });
  const startOver = region.getByRole("button", { name: "Start over" });
  await placeBet(page, hands, "An empty object: {}");
  await hands.press(lab.getByRole("button", { name: "Send it" }));
  await expect(lab.getByText("Came back")).toBeVisible();
  await expect(bet.getByRole("link", { name: /^Entry/ })).not.toHaveCount(0);
  await hands.press(startOver);
  await expect(lab.getByText("Came back")).toBeHidden();

  await hands.press(lab.getByRole("button", { name: "Bring it over whole", exact: true }));
  await hands.press(lab.getByRole("button", { name: "Send all three" }));
  await expect(lab.getByText(/^The server has: \d of 3 whole\.$/)).toBeVisible();
  await hands.press(startOver);
  await expect(lab.getByText(/^The server has/)).toHaveCount(0);
  await expect(bet.getByRole("link", { name: /^Entry/ })).not.toHaveCount(0);

  await hands.press(region.getByRole("button", { name: "Invite" }));
  await expect(page.getByText(/Whoever opens it joins this lab/)).toBeVisible();
  await request.delete(`/api/labs/${address.id}`, { headers: { authorization: `Bearer ${address.key}` } });
  await hands.press(region.getByRole("button", { name: "Open a new lab" }));
  await expect(region.getByText("Your lab is live")).toBeVisible();
  await expect(page.getByText(/Whoever opens it joins this lab/)).toBeHidden();
  await expect(bet.getByText("You won it.")).toBeVisible();
  await expect(bet.getByRole("link", { name: /^Entry/ })).toHaveCount(0);
});

test("what a socket was told is gone with its connection", async ({ page }) => {
  await openLesson(page, LESSON.addresses);
  await placeBet(page, hands, "Only the path");
  const socket = page.getByRole("group", { name: "Socket 1" });
  await hands.write(socket.getByLabel("Path"), "chat/");
  await hands.press(socket.getByRole("button", { name: "Connect" }));
  await hands.press(socket.getByRole("button", { name: "join" }));
  await hands.press(socket.getByRole("button", { name: "tell the room" }));
  await expect(socket.getByText("told: hello red")).toBeVisible();
  await hands.press(socket.getByRole("button", { name: "Disconnect" }));
  await expect(socket.getByText(/^told/)).toHaveCount(0);
});
