import { expect, test } from "vitest";
import { holdsSecret } from "./secret-text.ts";

test.each<[what: string, text: string]>([
  ["a file of settings", "DB_HOST=localhost\nDB_PASSWORD=swordfish"],
  ["an ini file", "[db]\npassword = swordfish\n"],
  ["YAML", "db:\n  password: swordfish\n  port: 1"],
  ["a shell", "export A=1\nexport B=2\nexport C=3\nexport DB_PASSWORD=swordfish"],
  ["a program", 'import x from "y";\nconst a = 1;\nlet b = 2;\nconst password = "swordfish9";'],
  ["a sentence", "Log in with password: hunter2 and go on."],
  ["a url", "postgres://ana:s3cret@db/x"],
  ["a header", "Authorization: Basic YW5hOmh1bnRlcjI="],
  ["a key that core does not know", `hvs.${"a1B2".repeat(6)}`],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"],
])("a secret is found in %s", (_, text) => {
  expect(holdsSecret(text)).toBe(true);
});

test.each<[what: string, text: string]>([
  ["a mask", 'password: "********", key: "sk-...a1b2"'],
  ["variables", "Authorization: Bearer $TOKEN\npassword: ${DB_PASSWORD}\ntoken: {{ token }}\napi_key=%API_KEY%"],
  ["words in its place", "api_key=YOUR_API_KEY, token: <your token>, secret: [redacted:jwt]"],
  ["where it is kept", 'secret: "op://vault/db/password", token: process.env.TOKEN'],
  ["a program that reads it", "const token = await auth.issue(user);\nconst password = req.body.password;\nthis.secret = secret;"],
  ["types", "login(password: string): Token\nexport type Token = Word | Sign;"],
  ["labels", '"password": "Enter your password", "jwt": "JWT", "token": "Access token"'],
  ["a version", 'cookie = "0.18"'],
  ["an account at a server", "git+ssh://git@github.com/a/b.git ssh://deploy@host/x"],
  ["a url's pattern", "postgres://user:password@localhost/db"],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
  ["a public key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"],
  ["what may be done with it", "secrets:read tokens:write"],
])("no secret is %s", (_, text) => {
  expect(holdsSecret(text)).toBe(false);
}); // prettier-ignore
