// The audits of GraphQL over HTTP, as the npm package graphql-http has them: node audits.mjs <web folder> <url> <token>
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [web, url, token] = process.argv.slice(2);
const { auditServer } = await import(pathToFileURL(createRequire(`${web}/package.json`).resolve("graphql-http")).href.replace("index.js", "index.mjs"));
const fetchFn = (input, init) => fetch(input, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
const told = await auditServer({ url, fetchFn });
console.log(JSON.stringify(told.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
