// Vonage's SDK: the SMS API, the Messages API with Basic and with a token, the account, and its own
// checks of the webhooks.

import { accounts, assert, control, failure, ledger, listen, load, url } from "./common.mjs";

const { Vonage } = load("@vonage/server-sdk");
const { AlgorithmTypes } = load("@vonage/auth");
const { verifySignature } = load("@vonage/jwt");
const { apiKey, apiSecret, applicationId, signatureSecret } = accounts.vonage;
const hosts = { restHost: url, apiHost: url, identityInsightsHost: url };
const client = new Vonage({ apiKey, apiSecret }, hosts);
const hook = await listen();

// It takes an answer's count for a number, and so needs all parts to be accepted.
const sent = await client.sms.send({ to: "4915112345678", from: "AcmeInc", text: "Grüße 👍".repeat(20),
                                     type: "unicode", clientRef: "abc", callback: hook.url });
const count = sent.messages.length;
assert.ok(count > 1);
assert.deepEqual(sent.messages.map((part) => part.status), Array(count).fill("0"));

const receipts = await hook.take(2 * count);
const parts = new Set();
for (const got of receipts) {
  const fields = Object.fromEntries(new URLSearchParams(got.body));
  parts.add(fields.messageId);
  assert.equal(fields["client-ref"], "abc");
  const check = (secret) => client.sms.verifySignature(
    fields.sig.toLowerCase(), fields, secret, AlgorithmTypes.sha256hmac);
  assert.ok(check(signatureSecret));
  assert.ok(!check("other"));
}
assert.deepEqual([...parts].sort(), sent.messages.map((part) => part["message-id"]).sort());

const privateKey = await control("GET", "application-key");
const application = new Vonage({ applicationId, privateKey }, hosts);
const statuses = await listen();
for (const each of [client, application]) {
  const { messageUUID } = await each.messages.send({
    channel: "sms", messageType: "text", to: "4915112345678", from: "AcmeInc", text: "Grüße 👍",
    webhookUrl: statuses.url, webhookVersion: "v1" });
  assert.match(messageUUID, /^[0-9a-f-]{36}$/);
}
for (const got of await statuses.take(4)) {
  const token = got.headers.authorization.slice("Bearer ".length);
  assert.ok(verifySignature(token, signatureSecret));
  assert.ok(!verifySignature(token, "other"));
}

assert.equal((await client.accounts.getBalance()).value, 24.428075);
assert.equal((await client.pricing.listCountryPricing("sms", "KZ")).countryCode, "KZ");
assert.equal((await client.numbers.getAvailableNumbers({ country: "GB" })).count, 1);
await client.numbers.buyNumber({ country: "GB", msisdn: "447700900010" });
assert.equal((await client.numbers.getOwnedNumbers({})).numbers.length, 1);
assert.equal((await client.numberInsights.basicLookup("447700900000")).status, 0);

const refused = await failure(client.sms.send({ to: "+4915112345678", from: "AcmeInc", text: "x" }));
assert.match(JSON.stringify(refused) + refused.message, /Invalid to param|failed/i);
const invalid = await failure(client.messages.send({
  channel: "sms", messageType: "text", to: "12", from: "AcmeInc", text: "x" }));
assert.equal(invalid.response.status, 422);
const stranger = new Vonage({ apiKey, apiSecret: "wrong" }, hosts);
assert.equal((await failure(stranger.accounts.getBalance())).response.status, 401);
assert.equal((await ledger()).length, 3);
hook.close();
statuses.close();
