// When was a State a member, which sources say so, and which say otherwise? As an argument: the State.
const site = globalThis.process?.env.IOM_REFERENCE ?? "http://127.0.0.1:8000";
const state = globalThis.process?.argv[2] ?? "france";

const answer = await fetch(`${site}/api/v1/memberships/?${new URLSearchParams({ state, status: "member" })}`);
if (!answer.ok) throw new Error((await answer.json()).detail);

for (const { start, end, citations } of (await answer.json()).results) {
  console.log(`Member from ${start.text} to ${end?.text ?? "now"}`);
  const said = citations.map(({ stance, other_value, source }) => {
    return `  ${stance}${other_value && ` (${other_value})`}: ${source.title}`;
  });
  console.log([...new Set(said)].sort().join("\n")); // a source may be cited for several fields
}
