// How many members were there at the end of each year? As arguments: the first and the last year.
const site = globalThis.process?.env.IOM_REFERENCE ?? "http://127.0.0.1:8000";
const [first = "1951", last = "2025"] = globalThis.process?.argv.slice(2) ?? [];

const asked = new URLSearchParams({ from: `${first}-12-31`, to: `${last}-12-31`, step: "year" });
const answer = await fetch(`${site}/api/v1/counts/?${asked}`);
if (!answer.ok) throw new Error((await answer.json()).detail);

console.log("year certain possible");
for (const { day, certain, possible } of (await answer.json()).results) {
  console.log(day.slice(0, 4), certain, possible);
}
