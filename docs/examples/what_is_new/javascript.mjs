// What has the register learned since a revision? As an argument: the number of the last revision that you know.
const site = globalThis.process?.env.IOM_REFERENCE ?? "http://127.0.0.1:8000";
const since = globalThis.process?.argv[2] ?? "0";

const asked = new URLSearchParams({ since, page_size: 10, fields: "number,made_at,reason,rows" });
const answer = await fetch(`${site}/api/v1/revisions/?${asked}`);
if (!answer.ok) throw new Error((await answer.json()).detail);

for (const { number, made_at, reason, rows } of (await answer.json()).results) {
  console.log(`Revision ${number} of ${made_at.slice(0, 10)} (rows: ${rows.length}): ${reason}`);
}
