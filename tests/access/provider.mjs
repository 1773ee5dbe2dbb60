// A real OpenID Connect provider (npm oidc-provider) on loopback, for people who only say their name.
// Arguments: port, client secret, redirect address. Run within web/, whose packages it uses.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, secret, redirect] = process.argv.slice(2);
const found = createRequire(`${process.cwd()}/package.json`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(found));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "tiro", client_secret: secret, redirect_uris: [redirect], response_types: ["code"], grant_types: ["authorization_code"] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "staff_number"] },
  conformIdTokenClaims: false, // into the ID token: we ask nowhere else
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@qingchuan.example`, email_verified: id !== "neighbour", staff_number: id }) }),
  cookies: { keys: ["test"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("provider is ready"));
