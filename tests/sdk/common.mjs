// What the scripts share: the SDKs, the sandbox's accounts, and a receiver of webhooks.

import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const [packages, url] = process.argv.slice(2);

export { assert, url };
/// A package out of the folder where scripts/sdk has installed it.
export const load = createRequire(path.join(packages, "package.json"));

// The demonstration's accounts: bkxsms-sandbox(1).
export const accounts = {
  twilio: { sid: "AC0000000000000000000000005a4db0c5", token: "00000000000000000000005a4db0c5ff" },
  plivo: { id: "MA000000000005A4DB0C", token: "00000000000000000000000000000000005a4db0" },
  aws: { accessKeyId: "AKIA00000000SANDBOX0",
         secretAccessKey: "000000000000000000000000000000005a4db0c5" },
  vonage: { apiKey: "5a4db0c5", apiSecret: "0000000000000000",
            signatureSecret: "000000000000000000000000000000000000005a4db0c5ff",
            applicationId: "5a4db0c5-0000-4000-8000-000000000000" },
};

/// A control request of the sandbox's own.
export async function control(method, name, body) {
  const answer = await fetch(`${url}/_sandbox/${name}`, { method, body });
  const text = await answer.text();
  assert.ok(answer.ok, `${name}: ${answer.status} ${text}`);
  return text;
}

export async function ledger() {
  return (await control("GET", "ledger")).split("\n").filter(Boolean).map((l) => JSON.parse(l));
}

/// The promise fails, and what it fails with is returned.
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail("it succeeded");
}

/// A web server that keeps what it gets: {method, url, headers, body}.
export async function listen() {
  const got = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      got.push({ method: request.method, url: origin() + request.url, headers: request.headers,
                 body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = () => `http://127.0.0.1:${server.address().port}`;
  return {
    url: origin(),
    /// The first so many, once they have come.
    async take(count) {
      for (let i = 0; i < 500 && got.length < count; ++i)
        await new Promise((done) => setTimeout(done, 10));
      assert.ok(got.length >= count, `${got.length} of ${count} webhooks`);
      return got.slice(0, count);
    },
    close: () => server.close(),
  };
}
