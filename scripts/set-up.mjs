/** What every command needs before it can begin. */
import { installDependencies } from "./dependencies.mjs";
import { useRightNode } from "./node.mjs";

/**
 * Ends the process with one sentence where set-up fails: a stack of our own scripts would tell nobody anything.
 * @param {(() => Promise<void>)[]} more steps after Node and the dependencies
 */
export async function setUp(...more) {
  try {
    for (const step of [useRightNode, installDependencies, ...more]) await step();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
