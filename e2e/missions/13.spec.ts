import { expect } from "../fixtures.ts";
import { LESSON, missionOf, openLesson, placeBet } from "../support/lesson.ts";
import { bothWays, expectDone, expectRefuted } from "../support/mission.ts";

bothWays("lesson 13: six calls painted right, and one written in both languages", async (page, hands) => {
  await openLesson(page, LESSON.who);
  const lab = page.getByRole("region", { name: "Who gets it?", exact: true });
  const run = lab.getByRole("button", { name: "Run it" });
  const verdict = lab.getByRole("status");
  await expect(run).toBeDisabled();
  await placeBet(page, hands, "A", "B", "C");
  const nobody = lab.getByText("Nobody is painted: so you say that nobody gets it.");
  await expect(nobody).toBeVisible();

  const paint = async (clients: string) => {
    for (const client of clients) await hands.choose(lab.getByRole("checkbox", { name: new RegExp(`^${client}`) }));
  };
  await hands.choose(lab.getByRole("radio", { name: 'io.emit("hello")' }));
  await paint("BCD");
  await expect(nobody).toBeHidden();
  await hands.press(run);
  await expect(verdict).toContainText("Not quite. A got it: io means everyone, the sender too.");
  await expectRefuted(page, hands, /A got it too \(n=\d+\), and you had not painted A/);

  for (const [call, receivers] of Object.entries(RECEIVERS)) {
    await hands.choose(lab.getByRole("radio", { name: call }));
    await paint(receivers);
    await hands.press(run);
    await expect(verdict).toContainText("Exactly as you painted.");
    await expect(run).toBeFocused();
  }
  await hands.choose(lab.getByRole("radio", { name: /^Write it yourself/ }));
  await expect(lab.getByRole("checkbox", { checked: true })).toHaveAccessibleName(/^B/);
  const written = lab.getByLabel(/^Your call in A’s handler/);
  await hands.write(written, 'io.to("r1").emit("hello")');
  await hands.press(run);
  await expect(verdict).toContainText("Not quite. A got it: A is in r1.");
  for (const [language, call] of Object.entries(WRITTEN)) {
    await hands.press(lab.getByRole("button", { name: language }));
    await expect(verdict).toBeEmpty();
    await hands.write(written, call);
    await hands.press(run);
    await expect(verdict).toContainText("That does it.");
    await expect(missionOf(page).steps.filter({ hasText: `${language.split("-")[0]}: done` })).toBeVisible();
  }
  await expectDone(page, hands, { proof: 8, title: "Who gets it?" });
});

/** The calls of the lesson and who gets them; A sends. */
const RECEIVERS = {
  'socket.emit("hello")': "A",
  'io.emit("hello")': "ABCD",
  'socket.broadcast.emit("hello")': "BCD",
  'io.to("r1").emit("hello")': "AB",
  'io.to(["r1", "r2"]).emit("hello")': "ABC",
  'io.except("r1").emit("hello")': "CD",
};

const WRITTEN = {
  TypeScript: 'socket.to("r1").emit("hello")',
  "Flask-SocketIO": 'emit("hello", to="r1", include_self=False)',
};
