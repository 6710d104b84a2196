// Who was Director General on a day, and which sources say so? As an argument: the day.
const site = globalThis.process?.env.IOM_REFERENCE ?? "http://127.0.0.1:8000";
const day = globalThis.process?.argv[2] ?? "2008-09-30";

const asked = new URLSearchParams({ as_of: day, post: "post-director-general" });
const answer = await fetch(`${site}/api/v1/terms/?${asked}`);
if (!answer.ok) throw new Error((await answer.json()).detail);
const terms = (await answer.json()).results;

for (const { person, start, end, certainty, citations } of terms) {
  console.log(`${person.name}, ${start.text} to ${end?.text ?? "now"}: ${certainty} on ${day}`);
  const cited = new Set(citations.map(({ stance, source }) => `  ${stance}: ${source.title}`));
  console.log([...cited].sort().join("\n"));
}
