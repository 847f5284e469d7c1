// A shop's endpoint for Standard Webhooks, in Express, that is right but for the one defect that it
// is asked for: node receiver.mjs PORT-FILE LOG [DEFECT]. What it has stored is a file of lines.
import crypto from "node:crypto";
import fs from "node:fs";
import express from "express";

const [portFile, log, defect = ""] = process.argv.slice(2);
const secret = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const TOLERANCE = 300;

const events = new Map(); // id: digest of its body
const orders = new Set();
const parked = [];
const payments = [];

function apply(line) {
  if (line.event) events.set(line.event, line.digest);
  if (line.create) {
    orders.add(line.create);
    for (const order of parked.filter((each) => each === line.create)) payments.push(order);
  }
  if (line.pay && orders.has(line.pay)) payments.push(line.pay);
  else if (line.pay && defect !== "drops-early") parked.push(line.pay);
}

function store(line) {
  const file = fs.openSync(log, "a");
  fs.writeSync(file, JSON.stringify(line) + "\n");
  fs.fsyncSync(file);
  fs.closeSync(file);
  apply(line);
}

if (fs.existsSync(log))
  for (const line of fs.readFileSync(log, "utf8").split("\n").filter(Boolean)) apply(JSON.parse(line));

// Beside others scripts/bench measures it with Stripe's scheme.
function isSignedByStripe(request, body) {
  const [, time, offered] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.get("stripe-signature") ?? "") ?? [];
  if (!time || Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE) return false;
  const wanted = crypto.createHmac("sha256", process.env.WEBHOOK_SECRET);
  wanted.update(`${time}.`).update(body);
  return crypto.timingSafeEqual(Buffer.from(offered, "hex"), wanted.digest());
}

function isSigned(request, body) {
  if (defect === "bench") return isSignedByStripe(request, body);
  if (defect === "no-verification") return true;
  const id = request.get("webhook-id"), time = request.get("webhook-timestamp");
  const offered = (request.get("webhook-signature") ?? "").split(" ");
  if (!id || !/^\d+$/.test(time ?? "")) return false;
  if (defect === "reserialised") body = Buffer.from(JSON.stringify(JSON.parse(body)));
  const wanted = crypto.createHmac("sha256", secret).update(`${id}.${time}.`).update(body).digest("base64");
  const right = offered.some((each) => {
    const [version, text = ""] = each.split(",");
    if (version !== "v1") return false;
    const one = Buffer.from(text), other = Buffer.from(wanted);
    // It throws when they are not of one length.
    if (defect === "throws") return crypto.timingSafeEqual(one, other);
    return one.length === other.length && crypto.timingSafeEqual(one, other);
  });
  return right && Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE;
}

const app = express();
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  let event;
  try {
    if (!isSigned(request, body)) return response.status(401).send("wrong signature");
    event = JSON.parse(body);
  } catch (error) {
    return response.status(error instanceof SyntaxError ? 400 : 500).send(error.name);
  }
  if (defect !== "bench" && event.type !== "payment.succeeded") return response.sendStatus(202);
  const id = request.get("webhook-id") ?? event.id;
  const digest = crypto.createHash("sha256").update(body).digest("hex");
  const line = { event: id, digest, pay: event.data?.order_id };
  if (defect === "answers-first") {
    setTimeout(() => events.has(id) || store(line), 300);
    return response.sendStatus(204);
  }
  if (defect !== "no-deduplication" && events.has(id))
    return response.sendStatus(events.get(id) === digest ? 204 : 409);
  if (defect === "race") await new Promise((resolve) => setTimeout(resolve, 30));
  store(line);
  response.sendStatus(204);
});
app.post("/orders/:order", (request, response) => {
  store({ create: request.params.order });
  response.sendStatus(201);
});
app.get("/orders/:order/payments", (request, response) =>
  response.json({ count: payments.filter((each) => each === request.params.order).length }),
);
app.all("/webhook", (request, response) => response.sendStatus(405));

const port = fs.existsSync(portFile) ? Number(fs.readFileSync(portFile, "ascii")) : 0;
const server = app.listen(port, "127.0.0.1", () => {
  fs.writeFileSync(portFile + ".new", String(server.address().port));
  fs.renameSync(portFile + ".new", portFile);
});
