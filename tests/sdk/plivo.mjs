// Plivo's SDK: send, fetch, list, account, prices, numbers, errors, and its own check of the
// callbacks. Its look-up has an address that cannot be changed.

import { accounts, assert, failure, ledger, listen, load, url } from "./common.mjs";

const plivo = load("plivo");
const { id, token } = accounts.plivo;
const at = (authId) => ({ url: `${url}/v1/Account/${authId}` });
const client = new plivo.Client(id, token, at(id));
const hook = await listen();

const sent = await client.messages.create({
  src: "+15005550006", dst: "+4915112345678", text: "Grüße 👍", url: `${hook.url}/status?ref=abc`,
});
assert.equal(sent.messageUuid.length, 1);
assert.equal(sent.message, "message(s) queued");

const callbacks = await hook.take(3);
assert.deepEqual(callbacks.map((got) => new URLSearchParams(got.body).get("Status")),
                 ["queued", "sent", "delivered"]);
for (const got of callbacks) {
  const fields = Object.fromEntries(new URLSearchParams(got.body));
  const check = (version, secret) => plivo.validateV3Signature(
    "POST", got.url, got.headers["x-plivo-signature-v3-nonce"], secret,
    got.headers[`x-plivo-signature-${version}`], fields);
  assert.ok(check("v3", token));
  assert.ok(check("ma-v3", token));
  assert.ok(!check("v3", "other"));
  assert.ok(plivo.validateSignature(got.url, got.headers["x-plivo-signature-v2-nonce"],
                                    got.headers["x-plivo-signature-v2"], token));
}
const record = await client.messages.get(sent.messageUuid[0]);
assert.equal(record.messageState, "delivered");
assert.equal(record.toNumber, "4915112345678");
assert.equal((await client.messages.list({ to_number: "4915112345678" })).length, 1);

const bulk = await client.messages.create({
  src: "+15005550006", dst: ["+4915112345678", "12"].join("<"), text: "x" });
assert.equal(bulk.messageUuid.length, 1);
assert.deepEqual(bulk.invalidNumber ?? bulk.invalid_number, ["12"]);

assert.equal((await client.accounts.get()).cashCredits, "20.00000");
assert.equal((await client.pricings.get("DE")).message.outbound.rate, "0.00750");
assert.ok((await client.numbers.search("US")).length > 0);
assert.equal((await client.numbers.buy("15005550010")).status, "fulfilled");

const refused = await failure(client.messages.create({ src: "+15005550006", dst: "nobody",
                                                       text: "x" }));
assert.match(String(refused.message), /dst parameter is invalid/);
const stranger = new plivo.Client(id, "f".repeat(40), at(id));
assert.equal((await failure(stranger.accounts.get())).status, 401);
assert.equal((await ledger()).length, 2);
hook.close();
process.exit(0); // its idle connections would keep node waiting for ten seconds
