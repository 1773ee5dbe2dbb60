// Prints every GraphQL document of the web app as it is at run time: {file: {name: text}}.
import { glob } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const web = resolve(process.argv[2]);
const { createServer } = await import(pathToFileURL(resolve(web, "node_modules/vite/dist/node/index.js")));
const vite = await createServer({ root: web, configFile: false, logLevel: "error", server: { middlewareMode: true, ws: false, watch: null }, appType: "custom" });
const found = {};
for await (const file of glob("src/graph/**/*.ts", { cwd: web })) {
  const module = await vite.ssrLoadModule("/" + file);
  const documents = Object.entries(module).filter(([, value]) => typeof value === "string" && /^\s*(query|mutation|subscription)\b/.test(value));
  if (documents.length) found[file] = Object.fromEntries(documents);
}
await vite.close();
console.log(JSON.stringify(found));
