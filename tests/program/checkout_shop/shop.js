// The checkout of the shop. The form's data-flow is the one thing that is done wrong.
const form = document.getElementById('checkout');
const { flow, gateway, tracker } = form.dataset;
const sleep = (wait) => new Promise((resolve) => setTimeout(resolve, wait));

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, ...(await answer.json()) };
}

function readCard() {
  const { number, expiry, cvc } = Object.fromEntries(new FormData(form));
  const [month, year] = expiry.split('/');
  return { number, exp_month: Number(month), exp_year: 2000 + Number(year), cvc };
}

function renderSummary() {
  const until = performance.now() + 450;
  let sum = 0;
  while (performance.now() < until) sum += Math.sqrt(sum + 1);
  return sum;
}

// What happens to the card before the gateway has it.
const early = {
  pan_to_own_host: (card) => post('/validate', { number: card.number }),
  pan_in_url: (card) => fetch(`/bin?number=${card.number}`),
  pan_beacon: () =>
    navigator.sendBeacon(`${tracker}/collect`, new URLSearchParams(new FormData(form))),
  pan_beacon_form: () => navigator.sendBeacon(`${tracker}/collect`, new FormData(form)),
  pan_console: (card) => console.log(`paying with ${card.number}`),
};

// How a token is made.
const tokenize = {
  clean: (card) => Gateway.createToken(card),
  aborted: (card) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 400);
    return Gateway.createToken(card, { signal: controller.signal });
  },
  sync_xhr: (card) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${gateway}/v1/tokens`, false);
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('Authorization', 'Bearer pk_test_shop');
    request.send(JSON.stringify({ card }));
    return JSON.parse(request.responseText);
  },
  long_task: (card) => {
    const token = Gateway.createToken(card);
    renderSummary();
    return token;
  },
  double_click: async (card) => {
    const [token] = await Promise.all([Gateway.createToken(card), Gateway.createToken(card)]);
    return token;
  },
};

// What is done with it.
const charge = {
  clean: (token) => post('/pay', { token: token.id }),
  expired: async (token) => {
    await sleep(1600);
    return charge.clean(token);
  },
  double_use: async (token) => {
    const first = await charge.clean(token);
    await charge.clean(token);
    return first;
  },
  retry_same_token: async (token) => {
    const first = await charge.clean(token);
    return first.ok ? first : charge.clean(token);
  },
  never_used: (token) => {
    const order = { id: 1 };
    return post('/pay', { token: token.id, total: order.total.toFixed(2) });
  },
  challenge: (token) => authenticated(token, true),
  challenge_not_mounted: (token) => authenticated(token, false),
  csp_frame: (token) => authenticated(token, true),
};

// Posts fields from a frame of its own.
function frame(name, url, fields) {
  const place = document.createElement('iframe');
  place.name = name;
  place.className = name === 'method' ? 'hidden' : '';
  const sender = document.createElement('form');
  Object.assign(sender, { method: 'POST', action: url, target: name });
  for (const [field, value] of Object.entries(fields)) {
    sender.append(Object.assign(document.createElement('input'), { name: field, value }));
    sender.lastChild.type = 'hidden';
  }
  document.getElementById('frames').append(place, sender);
  sender.submit();
}

// Whether a page of the shop, in a frame, told of this step before long.
function told(step, wait) {
  const message = new Promise((resolve) => {
    addEventListener('message', ({ origin, data }) => {
      if (origin === location.origin && data.step === step) resolve(true);
    });
  });
  return Promise.race([message, sleep(wait)]);
}

async function authenticated(token, mounts) {
  const { threeDSServerTransID, method } = await post('/3ds/start', { token: token.id });
  let threeDSCompInd = 'U';
  if (method) {
    frame('method', method.threeDSMethodURL, { threeDSMethodData: method.threeDSMethodData });
    threeDSCompInd = (await told('method', 3000)) ? 'Y' : 'N';
  }
  const answer = await post('/pay', { token: token.id, threeDSServerTransID, threeDSCompInd });
  if (answer.transStatus !== 'C' || !mounts) return answer;
  frame('challenge', answer.acsURL, { creq: answer.creq, threeDSSessionData: answer.session });
  if (!(await told('challenge', 3000))) throw new Error('the challenge was not answered');
  return post('/pay/complete', { threeDSServerTransID });
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  let shown = 'failed';
  try {
    const card = readCard();
    if (early[flow]) await early[flow](card);
    const token = await (tokenize[flow] ?? tokenize.clean)(card);
    const paid = await (charge[flow] ?? charge.clean)(token);
    if (paid.ok && paid.status === 'succeeded') shown = 'paid';
  } finally {
    document.getElementById('status').textContent = shown;
    document.title = `done: ${shown}`;
  }
});

// A browser without anybody who types.
if (location.hash === '#pay') {
  Object.assign(form.elements.number, { value: '4242424242424242' });
  Object.assign(form.elements.expiry, { value: '12/34' });
  Object.assign(form.elements.cvc, { value: '123' });
  addEventListener('load', () => form.requestSubmit());
}
