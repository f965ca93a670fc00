// An app on Dapr's JavaScript SDK, behind a sidecar of app-id "shop": it subscribes, is invoked, and uses every building block once.
// Environment: APP_PORT, DAPR_GRPC_PORT, DAPR_HTTP_PORT. It prints one line for each thing that happened, and ends with 1 when one did not.
import { CommunicationProtocolEnum, DaprClient, DaprServer } from "@dapr/dapr";

const communicationProtocol = CommunicationProtocolEnum.GRPC;
const logger = { level: "error" };
const clientOptions = { daprHost: "127.0.0.1", daprPort: process.env.DAPR_GRPC_PORT, communicationProtocol, logger };
const app = new DaprServer({
  serverHost: "127.0.0.1", serverPort: process.env.APP_PORT, communicationProtocol, clientOptions, logger,
});
const client = new DaprClient(clientOptions);

function next() {
  let resolve;
  const promise = new Promise((done) => { resolve = done; });
  return { promise, resolve };
}

const delivered = next();
await app.pubsub.subscribe("pubsub", "orders", async (order) => delivered.resolve(order));
await app.invoker.listen("total", async () => { console.log("invoked total"); return { total: 42 }; }, { method: "POST" });
await app.start();

// The sidecar is healthy once it has opened the app's subscriptions: what is published before is nobody's.
while ((await fetch(`http://127.0.0.1:${process.env.DAPR_HTTP_PORT}/v1.0/healthz`)).status !== 204) {
  await new Promise((done) => setTimeout(done, 50));
}
await client.pubsub.publish("pubsub", "orders", { order: 7 });
console.log("event order", (await delivered.promise).order);

console.log("answer", (await client.invoker.invoke("shop", "total", "POST", {})).total);

await client.state.save("store", [{ key: "order-7", value: { paid: true } }]);
console.log("state", JSON.stringify(await client.state.get("store", "order-7")));
try {
  await client.state.save("store", [{ key: "order-7", value: 1, etag: "00000000-0000-0000-0000-000000000000" }]);
  console.log("conflict overlooked");
} catch (error) {
  console.log("conflict", /aborted/.test(error.message) ? "aborted" : error.message);
}

console.log("secret", (await client.secret.get("secrets", "k")).k);
const lock = async (owner) => (await client.lock.lock("lock", "order-7", owner, 30)).success;
console.log("lock", await lock("me"), await lock("you"));
console.log("metadata", (await client.metadata.get()).id);
console.log("healthy", await client.health.isHealthy());
process.exit(0);
