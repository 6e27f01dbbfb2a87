/** The missions, each as a learner goes about it: the bet, the usual mistake, then the right run. */
import { createHash } from "node:crypto";
import { expect, test } from "./fixtures.ts";
import { keyboard, mouse, type Hands } from "./support/hands.ts";
import { clientOf, expectOpens, LESSON, missionOf, openLesson, placeBet, say } from "./support/lesson.ts";
import type { Page } from "@playwright/test";

for (const [way, handsFor] of Object.entries({ "with the mouse": mouse, "with the keyboard alone": keyboard }))
  test.describe(way, () => {
    test("lesson 3: the server speaks twice between two messages", async ({ page }) => {
      const hands = handsFor(page);
      await openLesson(page, LESSON.oneLine);
      const a = clientOf(page, "A");
      await expect(a.connect).toBeDisabled();
      await expect(page.getByRole("button", { name: "Let the server speak" })).toBeDisabled();
      await placeBet(page, hands, "Whoever has something to say");
      await hands.press(a.connect);
      await expect(a.status).toContainText("WebSocket");

      for (const text of ["one", "two"]) {
        await say(page, hands, "A", text);
        await expect(a.lines.filter({ hasText: new RegExp(`heard:.*${text}`) })).toBeVisible();
      }
      await expectRefuted(page, hands, /Between your messages .* only one message: you spoke again too soon/);

      await hands.press(page.getByRole("button", { name: "Let the server speak" }));
      await expect(a.lines.filter({ hasText: "A server can speak first." })).toBeVisible();
      await say(page, hands, "A", "three");
      await expectDone(page, hands, { proof: 5, title: "One line, both ways" });
    });

    test("lesson 5: three refusals, then a handshake whose Accept value was typed", async ({ page }) => {
      const hands = handsFor(page);
      await openLesson(page, LESSON.handshake);
      const lab = page.getByRole("region", { name: "The handshake", exact: true });
      const connect = lab.getByRole("button", { name: /^Connect( again)?$/ });
      await hands.press(lab.getByText("Write a handshake by hand"));
      await expect(connect).toBeDisabled();
      await expect(lab.getByRole("button", { name: "Send these lines" })).toBeDisabled();
      await placeBet(page, hands, "400 Bad Request");

      const changes: [change: (right: string) => string, answer: string][] = [
        [(right) => right.replace(/^(Upgrade|Connection):.*\n/gm, ""), "426 Upgrade Required"],
        [(right) => right.replace("Version: 13", "Version: 12"), "400 Bad Request"],
        [(right) => right.replace(/(Key:).*/, "$1 short"), "400 Bad Request"],
      ];
      const request = lab.getByLabel(/^The request, line by line/);
      const right = await request.inputValue();
      for (const [i, [change, answer]] of changes.entries()) {
        await hands.write(request, change(right));
        await hands.press(lab.getByRole("button", { name: "Send these lines" }));
        await expect(lab.getByRole("button", { name: `HTTP/1.1 ${answer}` })).toBeVisible();
        await expect(missionOf(page).steps.filter({ hasText: ": done" })).toHaveCount(i + 1);
      }

      const accept = lab.getByLabel(/^Accept value for/);
      await hands.press(connect);
      await hands.write(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      await hands.press(lab.getByRole("button", { name: "Check it" }));
      await expect(lab.getByText("Not equal.")).toBeVisible();
      await expectRefuted(page, hands, /you typed s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=; the server answered/);

      await hands.press(connect);
      const key = await accept.locator("xpath=ancestor::label").getByRole("code").textContent();
      await hands.write(accept, acceptOf(key!));
      await hands.press(lab.getByRole("button", { name: "Check it" }));
      await expect(lab.getByText("Right.")).toBeVisible();
      await expectDone(page, hands, { proof: 4, title: "The handshake" });
    });

    test("lesson 6: a masked text that the server takes, and 1002 because a mask is missing", async ({ page }) => {
      const hands = handsFor(page);
      await openLesson(page, LESSON.frames);
      const lab = page.getByRole("region", { name: "Frames by hand" });
      const send = lab.getByRole("button", { name: "Send this frame" });
      const answer = lab.getByRole("status");
      await expect(send).toBeDisabled();
      await placeBet(page, hands, 6);

      await hands.press(lab.getByRole("button", { name: "x, many times" }));
      await hands.press(send);
      await expect(answer).toContainText("The server took it, and sent the message back: 200 bytes");
      const bet = page.getByRole("region", { name: "Your bet" });
      await expect(bet.getByText("6 bytes are enough up to 125 bytes of payload")).toBeVisible();

      await hands.press(lab.getByRole("button", { name: "text", exact: true }));
      await hands.write(lab.getByLabel("Payload as text"), "hi");
      await hands.choose(lab.getByRole("checkbox", { name: "RSV2" }));
      await hands.press(send);
      await expect(answer).toContainText("The server closed the connection with 1002.");
      await expectRefuted(page, hands, /broke another rule: The reserved bits are 0/);

      await hands.choose(lab.getByRole("checkbox", { name: "RSV2" }));
      await hands.press(send);
      await expect(answer).toContainText("sent the message back: “hi”, without a mask");
      await hands.choose(lab.getByRole("checkbox", { name: "MASK" }));
      await hands.press(send);
      await expect(answer).toContainText("A client masks every frame that it sends.");
      await expectDone(page, hands, { proof: 4, title: "Frames" });
    });

    test("lesson 12: an answer that comes, and one that is given up", async ({ page }) => {
      const hands = handsFor(page);
      await openLesson(page, LESSON.acks);
      const lab = page.getByRole("region", { name: "Events and acknowledgements" });
      const emit = lab.getByRole("button", { name: "Emit" });
      await expect(emit).toBeDisabled();
      await placeBet(page, hands, "In Flask, but not in JavaScript");

      await hands.press(lab.getByRole("button", { name: "answer" }));
      await hands.write(lab.getByLabel("Limit in ms"), "200");
      await hands.press(emit);
      await expect(lab.getByText("Error: operation has timed out")).toBeVisible();
      await expectRefuted(page, hands, /answer .* got no acknowledgement, so the time-out rejected/);
      await expect(page.getByRole("region", { name: "Your bet" }).getByText("You won it.")).toBeVisible();

      await hands.press(lab.getByRole("button", { name: "add" }));
      await hands.press(emit);
      await expect(lab.getByText(/^answered 5 after \d+ ms/)).toBeVisible();
      await expectDone(page, hands, { proof: 3, title: "Events and acknowledgements" });
    });

    test("lesson 13: six calls painted right, and one written in both languages", async ({ page }) => {
      const hands = handsFor(page);
      await openLesson(page, LESSON.who);
      const lab = page.getByRole("region", { name: "Who gets it?", exact: true });
      const run = lab.getByRole("button", { name: "Run it" });
      const verdict = lab.getByRole("status");
      await expect(run).toBeDisabled();
      await placeBet(page, hands, "B");

      const paint = async (clients: string) => {
        for (const client of clients) await hands.choose(lab.getByRole("checkbox", { name: new RegExp(`^${client}`) }));
      };
      await hands.choose(lab.getByRole("radio", { name: 'io.emit("hello")' }));
      await paint("BCD");
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
      await paint("B");
      for (const [language, call] of Object.entries(WRITTEN)) {
        await hands.press(lab.getByRole("button", { name: language }));
        await hands.write(lab.getByLabel(/^Your call in A’s handler/), call);
        await hands.press(run);
        await expect(missionOf(page).steps.filter({ hasText: `${language.split("-")[0]}: done` })).toBeVisible();
      }
      await expectDone(page, hands, { proof: 8, title: "Who gets it?" });
    });
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

/** RFC 6455 §4.2.2 */
function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** The mission says why it is not done, and shows the entry that says so. */
async function expectRefuted(page: Page, hands: Hands, reason: RegExp): Promise<void> {
  const { verdict, refutation } = missionOf(page);
  await expect(verdict).toContainText(reason);
  await expectOpens(page, hands, refutation);
}

/** The mission is done, its proof can be looked at, and the course knows of it: here, at home, and after a reload. */
async function expectDone(page: Page, hands: Hands, { proof, title }: { proof: number; title: string }): Promise<void> {
  const mission = missionOf(page);
  await expect(mission.done).toBeVisible();
  await expect(mission.steps.filter({ hasText: "not done" })).toHaveCount(0);
  await expect(mission.proof).toHaveCount(proof);
  await expectOpens(page, hands, mission.proof.last());

  const inCourse = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title }) });
  await hands.press(page.getByRole("button", { name: "Course" }));
  await expect(inCourse.getByText("✓ done")).toBeVisible();
  await page.keyboard.press("Escape");
  await hands.press(page.getByRole("link", { name: "Wirelight" }));
  const map = page.getByRole("region", { name: /^The course/ });
  await expect(map.locator(inCourse).getByText("✓ done")).toBeVisible();
  await page.reload();
  await expect(map.locator(inCourse).getByText("✓ done")).toBeVisible();
}
