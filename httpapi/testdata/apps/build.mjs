// Builds two applications against docs/schema.graphql: one with Relay, one with
// Apollo Client and the types of graphql-codegen.
//
//   npm ci && node build.mjs
//
// What the schema lacks, or says in a way that a tool does not take, fails here.
// The documents of both go into generated/documents.json, for a server that runs
// no others.
import { codegen } from '@graphql-codegen/core';
import { addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';
import { buildASTSchema, parse } from 'graphql';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

process.chdir(import.meta.dirname);
const bin = (name) => `node_modules/.bin/${name}`;
const run = (name, ...args) => execFileSync(bin(name), args, { stdio: 'inherit' });

rmSync('generated', { recursive: true, force: true });
mkdirSync('generated/relay', { recursive: true });
writeFileSync('generated/relay.json', '{}'); // Relay's compiler adds to it
run('relay-compiler', 'relay.config.json');
for (const file of readdirSync('generated/relay')) { // written for bundlers; Node.js wants whole names
  const path = `generated/relay/${file}`;
  writeFileSync(path, readFileSync(path, 'utf8').replace(/from '(\.\/\w+\.graphql)'/g, "from '$1.js'"));
}

await generateTypes();
run('tsc', '-p', 'tsconfig.json');

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const documents = { ...read('generated/relay.json'), ...read('generated/apollo/persisted-documents.json') };
writeFileSync('generated/documents.json', JSON.stringify(documents, null, 2));
console.log(`${Object.keys(documents).length} documents`);

// generateTypes is what `graphql-codegen` does with the client preset.
async function generateTypes() {
  const schema = parse(readFileSync('../../../docs/schema.graphql', 'utf8'));
  const source = readFileSync('src/apollo.ts', 'utf8');
  const written = [...source.matchAll(/graphql\(`([^`]*)`\)/g)].map(([, text]) => ({
    location: 'src/apollo.ts', document: parse(text), rawSDL: text,
  }));
  // Apollo Client adds __typename to what it sends; so has the list of documents to.
  const documents = await addTypenameSelectionDocumentTransform.transform({ documents: written });
  const options = {
    baseOutputDir: 'generated/apollo/',
    schema, schemaAst: buildASTSchema(schema), documents, pluginMap: {}, plugins: [],
    presetConfig: { persistedDocuments: true, fragmentMasking: false },
    config: {
      strictScalars: true, // every scalar of the schema has to be named here
      scalars: { DateTime: 'string', Duration: 'string', EDTF: 'string', Lang: 'string', URL: 'string' },
      useTypeImports: true, enumsAsTypes: true, emitLegacyCommonJSImports: false,
    },
  };
  await preset.prepareDocuments?.(options.baseOutputDir, documents);
  for (const file of await preset.buildGeneratesSection(options)) {
    mkdirSync(dirname(file.filename), { recursive: true });
    writeFileSync(file.filename, await codegen(file));
  }
}
