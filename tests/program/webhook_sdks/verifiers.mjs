// How each SDK verifies. A verifier throws or returns false for what is not valid. What an SDK does
// after the signature was right, such as reading an event that a test invented, is no verdict.
import { parse as parseForm } from 'node:querystring';
import * as sdks from './sdks.mjs';
import { header, need } from './sdks.mjs';

// Runs `verify`, and passes on only those errors that are about the signature.
async function judge(verify, isVerdict) {
  try {
    await verify();
  } catch (error) {
    if (isVerdict(error)) throw error;
  }
}

const notAboutJson = (error) => !(error instanceof SyntaxError);

async function shopify(request) {
  const api = await sdks.shopify(request.secret);
  const found = await api.webhooks.validate({
    rawBody: request.text,
    rawRequest: { method: 'POST', url: '/webhooks', headers: request.headers },
    rawResponse: {},
  });
  if (!found.valid) throw new Error([found.reason, ...(found.missingHeaders ?? [])].join(' '));
}

function adyenItems(request) {
  const items = need(JSON.parse(request.text).notificationItems, 'notificationItems');
  if (items.length === 0) throw new Error('no items');
  return items.every((each) =>
    sdks.adyen().validateHMAC(need(each.NotificationRequestItem, 'item'), request.secret));
}

function twilio(request) {
  const sdk = sdks.twilio();
  const sent = header(request, 'x-twilio-signature');
  if (request.url.includes('bodySHA256='))
    return sdk.validateRequestWithBody(request.secret, sent, request.url, request.text);
  return sdk.validateRequest(request.secret, sent, request.url, { ...parseForm(request.text) });
}

async function message(request) {
  const { httpbis, createVerifier } = sdks.messages();
  const verify = createVerifier(...sdks.messageKey(request.secret));
  const found = await httpbis.verifyMessage(
    { keyLookup: async () => ({ verify }) },
    { method: 'POST', url: request.url, headers: request.headers },
  );
  if (found !== true) throw new Error(`verifyMessage: ${found}`);
}

async function worldline(request) {
  const { inMemorySecretKeyStore: keys, v1 } = sdks.worldline();
  keys.clear();
  keys.storeSecretKey(header(request, 'x-gcs-keyid'), request.secret);
  await judge(
    () => v1.init(keys).unmarshal(request.body, request.headers),
    (error) => notAboutJson(error) && !error.message.includes('API version'),
  );
}

function braintree(request) {
  const form = parseForm(request.text);
  return judge(
    () => sdks.braintree(request).webhookNotification.parse(form.bt_signature, form.bt_payload),
    (error) => error.type === 'invalidSignatureError' || error.message.startsWith('no '),
  );
}

const callback = (...names) => ({ params = {}, secret }) =>
  sdks.razorpay().validatePaymentVerification(
    Object.fromEntries(names.map((name) => [name, params[`razorpay_${name}`]])),
    need(params.razorpay_signature, 'razorpay_signature'),
    secret,
  );

const octokit = (build) => async (request) =>
  (await build()).verify(request.secret, request.text, header(request, 'x-hub-signature-256'));

export const verifiers = {
  stripe: (r) =>
    judge(
      () => sdks.stripe().constructEvent(r.body, header(r, 'stripe-signature'), r.secret),
      notAboutJson,
    ),
  'standard-webhooks': (r) => {
    new (sdks.standard())(r.secret).verify(r.body, r.headers, { jsonParse: false });
  },
  svix: (r) => judge(() => new (sdks.svix())(r.secret).verify(r.body, r.headers), notAboutJson),
  polar: (r) =>
    judge(
      () => sdks.polar().validateEvent(r.body, r.headers, r.secret),
      (error) => error instanceof sdks.polar().WebhookVerificationError,
    ),
  github: octokit(sdks.octokit),
  'github-web': octokit(sdks.octokitWeb),
  shopify,
  'shopify-events': shopify,
  'adyen-notification': adyenItems,
  'adyen-platform': (r) =>
    sdks.adyen().validateHMACSignature(r.secret, header(r, 'hmacsignature'), r.text),
  square: (r) =>
    sdks.square().verifySignature({
      requestBody: r.text,
      signatureHeader: header(r, 'x-square-hmacsha256-signature'),
      signatureKey: r.secret,
      notificationUrl: r.url,
    }),
  razorpay: (r) =>
    sdks.razorpay().validateWebhookSignature(r.text, header(r, 'x-razorpay-signature'), r.secret),
  'razorpay-callback': callback('order_id', 'payment_id'),
  'razorpay-callback-subscription': callback('subscription_id', 'payment_id'),
  'razorpay-callback-link': callback(
    'payment_link_id',
    'payment_link_reference_id',
    'payment_link_status',
    'payment_id',
  ),
  paddle: (r) => sdks.paddle().isSignatureValid(r.text, r.secret, header(r, 'paddle-signature')),
  braintree,
  slack: (r) =>
    sdks.bolt().verifySlackRequest({
      signingSecret: r.secret,
      body: r.text,
      headers: {
        'x-slack-signature': header(r, 'x-slack-signature'),
        'x-slack-request-timestamp': Number(header(r, 'x-slack-request-timestamp')),
      },
    }),
  twilio,
  'coinbase-commerce': (r) =>
    sdks.coinbase().verifySigHeader(r.text, header(r, 'x-cc-webhook-signature'), r.secret),
  mercadopago: (r) =>
    sdks.mercadopago().validate({
      xSignature: r.headers['x-signature'],
      xRequestId: r.headers['x-request-id'],
      dataId: new URL(r.url).searchParams.get('data.id'),
      secret: r.secret,
    }),
  gocardless: (r) =>
    sdks.gocardless().verifySignature(r.body, r.secret, header(r, 'webhook-signature')),
  worldline,
  rfc9421: message,
};
