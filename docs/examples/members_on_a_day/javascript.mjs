// Which States were members on a day? As an argument: the day. For Node 18 or later, and browsers.
const site = globalThis.process?.env.IOM_REFERENCE ?? "http://127.0.0.1:8000";
const day = globalThis.process?.argv[2] ?? "2013-06-14";

const asked = new URLSearchParams({ as_of: day, status: "member", fields: "name_en,certainty", page_size: 1000 });
const answer = await fetch(`${site}/api/v1/states/?${asked}`);
if (!answer.ok) throw new Error((await answer.json()).detail);
const states = await answer.json();

const possible = states.results.filter((state) => state.certainty === "possible");
console.log(`${states.certain} States were certainly members on ${day}.`);
console.log(`${possible.length} more may have been:`);
for (const state of possible) console.log(state.name_en);
