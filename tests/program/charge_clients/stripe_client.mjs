// A client on the stripe SDK (stripe-node), as a shop has it. Its one argument is how it calls it:
//   keyed      with an idempotency key of the order; what the SDK cannot settle is a failure
//   naive      without a key, in a loop of its own: each call gets another key from the SDK
//   reconcile  keyed, and what the SDK cannot settle is looked up before anything is reported
// CHARGE_PACKAGES is a folder whose node_modules have stripe (webhook_sdks), and
// NODE_EXTRA_CA_CERTS the file of the gateway's authority.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(path.join(process.env.CHARGE_PACKAGES, 'package.json'));
const Stripe = require('stripe');

const PAID = 0;
const FAILED = 1;
const IN_DOUBT = 75;

const order = process.env.CHECKOUTDIAG_ORDER;
const how = process.argv[2] ?? 'keyed';
const url = new URL(process.env.CHECKOUTDIAG_URL);
const naive = how === 'naive';

const stripe = new Stripe(process.env.CHECKOUTDIAG_KEY || 'sk_test_none', {
  host: url.hostname,
  port: url.port,
  protocol: url.protocol.slice(0, -1),
  maxNetworkRetries: naive ? 0 : 4,
  timeout: 12000,
  telemetry: false,
});

const charge = {
  amount: 500,
  currency: 'eur',
  source: 'tok_visa',
  description: `Order ${order}`,
  metadata: { order_id: order },
};
const key = `shop-${createHash('sha256').update(order).digest('hex').slice(0, 32)}`;

const isDeclined = (error) => error.type === 'StripeCardError';

async function callInALoop() {
  for (let call = 1; call < 4; call++) {
    try {
      return await stripe.charges.create(charge);
    } catch (error) {
      if (isDeclined(error)) throw error;
      console.log(`call ${call}: ${error.message}`);
      await sleep(500 * 2 ** (call - 1) * (0.5 + Math.random() / 2));
    }
  }
  return stripe.charges.create(charge);
}

async function lookUp() {
  const { data } = await stripe.charges.list({ limit: 100 });
  return data.some((each) => each.metadata?.order_id === order);
}

async function settle(error) {
  console.log(error.message);
  if (how !== 'reconcile' || isDeclined(error)) return FAILED;
  try {
    return (await lookUp()) ? PAID : FAILED;
  } catch (unknown) {
    console.log(unknown.message);
    return IN_DOUBT;
  }
}

async function pay() {
  try {
    const made = await (naive
      ? callInALoop()
      : stripe.charges.create(charge, { idempotencyKey: key }));
    console.log(`paid: ${made.id}`);
    return PAID;
  } catch (error) {
    return settle(error);
  }
}

process.exit(await pay());
