// The vendors' SDKs, each loaded when it is first asked for, and what their users share.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const once = (load) => {
  let loaded;
  return () => (loaded ??= load());
};

export const stripe = once(() => new (require('stripe'))('sk_test_unused').webhooks);
export const standard = once(() => require('standardwebhooks').Webhook);
export const svix = once(() => require('svix').Webhook);
export const polar = once(() => require('@polar-sh/sdk/webhooks'));
export const octokit = once(() => import('@octokit/webhooks-methods'));
// The same library's build for browsers and workers, which its exports hide from Node.js.
export const octokitWeb = once(() =>
  import('./node_modules/@octokit/webhooks-methods/dist-web/index.js'));
export const adyen = once(() => new (require('@adyen/api-library').hmacValidator)());
export const square = once(() => require('square').WebhooksHelper);
export const razorpay = once(() => require('razorpay/dist/utils/razorpay-utils'));
export const paddle = once(() =>
  new (require('@paddle/paddle-node-sdk').Paddle)('unused').webhooks);
// Not bolt's index: that loads its web socket client, which needs what nobody installs for this.
export const bolt = once(() => require('@slack/bolt/dist/receivers/verify-request'));
export const twilio = once(() => require('twilio/lib/webhooks/webhooks'));
export const coinbase = once(() => require('coinbase-commerce-node').Webhook);
export const mercadopago = once(() => require('mercadopago').WebhookSignatureValidator);
export const gocardless = once(() => require('gocardless-nodejs/webhooks'));
export const worldline = once(() => require('connect-sdk-nodejs').webhooks);
export const messages = once(() => require('http-message-signatures'));

export function braintree(request) {
  const { BraintreeGateway, Environment } = require('braintree');
  return new BraintreeGateway({
    environment: Environment.Sandbox,
    merchantId: 'unused',
    publicKey: need(request.opts['public-key'], 'public key'),
    privateKey: request.secret,
  });
}

export async function shopify(secret) {
  await import('@shopify/shopify-api/adapters/node');
  const { shopifyApi, ApiVersion, LogSeverity } = await import('@shopify/shopify-api');
  return shopifyApi({
    apiKey: 'unused',
    apiSecretKey: secret,
    hostName: 'shop.example.com',
    apiVersion: Object.values(ApiVersion)[0],
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error },
  });
}

/** A key as users of RFC 9421 have it, PEM or base64 of a shared secret, and its algorithm. */
export function messageKey(secret) {
  if (secret.startsWith('-----')) return [secret, 'ed25519'];
  return [Buffer.from(secret, 'base64'), 'hmac-sha256'];
}

export function need(value, what) {
  if (value === undefined || value === null || value === '') throw new Error(`no ${what}`);
  return value;
}

/** The value of a header; throws when there is none, which few SDKs look after themselves. */
export const header = (request, name) => need(request.headers[name], name);
