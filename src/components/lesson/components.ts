/** What a lesson's MDX may use without importing it. */
import Ack from "./Ack.astro";
import Addresses from "./Addresses.astro";
import Bet from "./Bet.astro";
import BrowserApi from "./BrowserApi.astro";
import Cards from "./Cards.astro";
import Chat from "./Chat.astro";
import Code from "./Code.astro";
import Console from "./Console.astro";
import Facts from "./Facts.astro";
import Faults from "./Faults.astro";
import Frames from "./Frames.astro";
import Goodbye from "./Goodbye.astro";
import Handshake from "./Handshake.astro";
import Heartbeat from "./Heartbeat.astro";
import Lab from "./Lab.astro";
import Ladder from "./Ladder.astro";
import Lanes from "./Lanes.astro";
import LessonLink from "./LessonLink.astro";
import Log from "./Log.astro";
import Mission from "./Mission.astro";
import Opening from "./Opening.astro";
import Outside from "./Outside.astro";
import Payloads from "./Payloads.astro";
import PollClock from "./PollClock.astro";
import Race from "./Race.astro";
import Recall from "./Recall.astro";
import SideBySide from "./SideBySide.astro";
import Source from "./Source.astro";
import Spelled from "./Spelled.astro";
import Twin from "./Twin.astro";
import WhoGetsIt from "./WhoGetsIt.astro";

export const components = {
  Ack,
  Addresses,
  Bet,
  BrowserApi,
  Cards,
  Chat,
  Code,
  Console,
  Facts,
  Faults,
  Frames,
  Goodbye,
  Handshake,
  Heartbeat,
  Lab,
  Ladder,
  Lanes,
  LessonLink,
  Log,
  Mission,
  Opening,
  Outside,
  Payloads,
  PollClock,
  Race,
  Recall,
  SideBySide,
  Source,
  Spelled,
  Twin,
  WhoGetsIt,
};
