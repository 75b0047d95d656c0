// Holds a running server to the GraphQL-over-HTTP draft.
//
//   npm ci && node audit.mjs http://localhost:8080/graphql
//
// Every audit has to pass, the optional ones too: each stands for something
// that some client relies on.
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs <url of the GraphQL endpoint>');
  process.exit(2);
}
const results = await auditServer({ url, fetchFn: fetch });
const failed = results.filter((r) => r.status !== 'ok');
for (const r of failed) {
  console.error(`${r.id} ${r.name}: ${r.reason ?? r.status}`);
}
console.log(`${results.length - failed.length} of ${results.length} audits passed`);
// Fewer than these 61 would mean that some were not made.
if (results.length < 61 || failed.length > 0) {
  process.exit(1);
}
