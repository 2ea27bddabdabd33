// Twilio's SDK: send, fetch, list, balance, errors, and its own check of the callbacks.

import { accounts, assert, failure, ledger, listen, load, url } from "./common.mjs";

const twilio = load("twilio");
const { sid, token } = accounts.twilio;
const client = twilio(sid, token);
client.api.baseUrl = url;
const hook = await listen();

const message = await client.messages.create({
  to: "+4915112345678", from: "+15005550006", body: "Grüße 👍",
  statusCallback: `${hook.url}/status?ref=abc`,
});
assert.match(message.sid, /^SM[0-9a-f]{32}$/);
assert.equal(message.status, "queued");
assert.equal(message.body, "Grüße 👍");

for (const got of await hook.take(2)) {
  const fields = Object.fromEntries(new URLSearchParams(got.body));
  assert.ok(twilio.validateRequest(token, got.headers["x-twilio-signature"], got.url, fields));
  assert.ok(!twilio.validateRequest("other", got.headers["x-twilio-signature"], got.url, fields));
}
assert.equal((await client.messages(message.sid).fetch()).status, "delivered");
assert.equal((await client.messages.list({ to: "+4915112345678" })).length, 1);
assert.equal((await client.balance.fetch()).currency, "USD");

const refused = await failure(client.messages.create({ to: "+15005550004", from: "+15005550006",
                                                       body: "x" }));
assert.equal(refused.code, 21610);
assert.equal(refused.status, 400);
const stranger = twilio(sid, "f".repeat(32));
stranger.api.baseUrl = url;
assert.equal((await failure(stranger.balance.fetch())).status, 401);
assert.equal((await ledger()).length, 1);
hook.close();
