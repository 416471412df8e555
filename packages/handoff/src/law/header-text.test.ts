import { expect, test } from "vitest";
import { isCookieText } from "./cookie-text.ts";
import { holdsHeaders } from "./header-text.ts";

test.each<[what: string, text: string]>([
  ["a request", "GET / HTTP/1.1\nHost: x\nAccept: */*"],
  ["a response", "HTTP/2 200\ncontent-type: text/html\nserver: nginx"],
  ["a block of headers", "User-Agent: x\nAccept: */*\nReferer: y"],
  ["headers in one line", "Accept: */*; User-Agent: x; X-Request-Id: y"],
  ["a Python literal", "{'User-Agent': 'x', 'Accept': '*/*', 'Accept-Language': 'de'}"],
])("headers are known: %s", (_, text) => {
  expect(holdsHeaders(text)).toBe(true);
});

test.each<[what: string, text: string]>([
  ["a mail", "From: Ana\nTo: Bo\nSubject: Refund\nDate: Monday"],
  ["a file", "Content-Type: text/csv\nContent-Length: 42"],
  ["a machine", "Host: db1\nServer: nginx\nConnection: ssl"],
  ["where a program makes them", '{ "User-Agent": agent(), "Accept-Encoding": encodings }'],
  ["one of them in a sentence", "The Content-Type: header tells what Accept-Language does not."],
])("no headers are: %s", (_, text) => {
  expect(holdsHeaders(text)).toBe(false);
});

test.each<[what: string, text: string]>([
  ["a request's", "Cookie: theme=dark; lang=de"],
  ["a response's", "Set-Cookie: id=a3f; Path=/; HttpOnly"],
  ["in a sentence", "The server sends Set-Cookie: id=a3f every time."],
  ["attributes alone", "id=a3f; Path=/; HttpOnly; Secure"],
  ["names of cookies", "sid=abc; csrftoken=def; theme=dark"],
  ["one of a session", "sessionid=38afes7a8b2c4d6e9f01"],
  ["a file of them", "# Netscape HTTP Cookie File\n.x.org\tTRUE\t/\tFALSE\t0\ta\tb"],
])("a cookie is known: %s", (_, text) => {
  expect(isCookieText(text)).toBe(true);
});

test.each<[what: string, text: string]>([
  ["a rule for dates", "FREQ=WEEKLY;BYDAY=MO;COUNT=10"],
  ["a mail policy", "v=DMARC1; p=none; rua=mailto:a@b.c"],
  ["a type", "text/html; charset=utf-8"],
  ["a database", "Server=db;Database=x;Trusted_Connection=True"],
  ["a sentence", "Cookie: a small file that a page leaves behind."],
])("no cookie is: %s", (_, text) => {
  expect(isCookieText(text)).toBe(false);
});
