// How the SDKs sign that bring a way to do so, for tests or because they send webhooks themselves.
import { createHash } from 'node:crypto';
import { parse as parseForm } from 'node:querystring';
import * as sdks from './sdks.mjs';

const standard = (Webhook, prefix) => (request) => {
  const id = request.opts.id ?? 'msg_1';
  const signature = new (Webhook())(request.secret)
    .sign(id, new Date(request.now * 1000), request.text);
  return {
    headers: {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: `${request.now}`,
      [`${prefix}-signature`]: signature,
    },
  };
};

function adyenItems(request) {
  const body = JSON.parse(request.text);
  for (const { NotificationRequestItem: item } of body.notificationItems)
    item.additionalData = {
      ...item.additionalData,
      hmacSignature: sdks.adyen().calculateHmac(item, request.secret),
    };
  return { headers: {}, body_b64: Buffer.from(JSON.stringify(body)).toString('base64') };
}

async function braintree(request) {
  const testing = sdks.braintree(request).webhookTesting;
  const form = await testing.sampleNotification(request.opts.kind ?? 'check', 'my_id');
  return {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body_b64: Buffer.from(`${new URLSearchParams(form)}`).toString('base64'),
  };
}

async function message(request) {
  const { httpbis, createSigner } = sdks.messages();
  const digest = createHash('sha256').update(request.body).digest('base64');
  const signed = await httpbis.signMessage(
    {
      key: createSigner(...sdks.messageKey(request.secret), 'test-key'),
      fields: ['@method', '@target-uri', 'content-digest'],
    },
    {
      method: 'POST',
      url: request.url,
      headers: { ...request.headers, 'content-digest': `sha-256=:${digest}:` },
    },
  );
  return { headers: signed.headers };
}

export const signers = {
  stripe: (r) => ({
    headers: {
      'Stripe-Signature': sdks.stripe().generateTestHeaderString({
        payload: r.text,
        secret: r.secret,
        timestamp: r.now,
      }),
    },
  }),
  'standard-webhooks': standard(sdks.standard, 'webhook'),
  svix: standard(sdks.svix, 'svix'),
  github: async (r) => ({
    headers: { 'X-Hub-Signature-256': await (await sdks.octokit()).sign(r.secret, r.text) },
  }),
  'adyen-notification': adyenItems,
  'adyen-platform': (r) => ({
    headers: { HmacSignature: sdks.adyen().calculateHmac(r.text, r.secret) },
  }),
  braintree,
  twilio: (r) => {
    const params = r.url.includes('bodySHA256=') ? {} : { ...parseForm(r.text) };
    const signature = sdks.twilio().getExpectedTwilioSignature(r.secret, r.url, params);
    return {
      headers: {
        'X-Twilio-Signature': signature,
        ...(r.headers['content-type'] && { 'Content-Type': r.headers['content-type'] }),
      },
    };
  },
  'coinbase-commerce': (r) => ({
    headers: { 'X-CC-Webhook-Signature': sdks.coinbase().computeSignature(r.text, r.secret) },
  }),
  rfc9421: message,
};
