// Calls the echo service with @grpc/grpc-js and prints one line per check: "ok NAME" or "not ok NAME: what happened".
// Arguments: the server's address, a file with a FileDescriptorSet of every proto involved, the folder that holds node_modules.
'use strict';
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [address, descriptorPath, toolsFolder] = process.argv.slice(2);
const requireTool = createRequire(join(toolsFolder, 'package.json'));
const grpc = requireTool('@grpc/grpc-js');
const loader = requireTool('@grpc/proto-loader');

// Only bounds a failure: nothing here takes longer when all is well.
const PATIENCE_MS = 20_000;

const definition = loader.loadFileDescriptorSetFromBuffer(readFileSync(descriptorPath), { keepCase: true, defaults: true, longs: Number });
const packages = grpc.loadPackageDefinition(definition);

const credentials = grpc.credentials.createInsecure();
const channelOptions = { 'grpc.max_send_message_length': -1 };
const echo = new packages.mesh.testing.v1.EchoService(address, credentials, channelOptions);
const health = new packages.grpc.health.v1.Health(address, credentials);

const within = (milliseconds = PATIENCE_MS) => ({ deadline: Date.now() + milliseconds });
const decode = (name, bytes) => definition[name].deserialize(bytes);

function unary(client, method, request, metadata = new grpc.Metadata(), options = within()) {
  return new Promise((resolve, reject) => {
    const seen = {};
    const call = client[method](request, metadata, options, (error, response) => (error ? reject(error) : (seen.response = response)));
    call.on('metadata', (headers) => (seen.headers = headers));
    call.on('status', (status) => {
      seen.trailers = status.metadata;
      if (status.code === grpc.status.OK) setImmediate(() => resolve(seen));
    });
  });
}

function collect(stream) {
  return new Promise((resolve, reject) => {
    const received = [];
    stream.on('data', (message) => received.push(message));
    stream.on('error', (error) => reject(Object.assign(error, { received })));
    stream.on('end', () => resolve(received));
  });
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call did not fail');
}

function details(error) {
  const status = decode('google.rpc.Status', error.metadata.get('grpc-status-details-bin')[0]);
  return Object.fromEntries(status.details.map(({ type_url, value }) => {
    const name = type_url.split('/').pop();
    return [name, decode(name, value)];
  }));
}

// A map field read by descriptor is the list of its entries.
const metadataOf = (error) => Object.fromEntries(details(error)['google.rpc.ErrorInfo'].metadata.map(({ key, value }) => [key, value]));

function listServices(packageOfVersion) {
  return new Promise((resolve, reject) => {
    const stream = new packageOfVersion.ServerReflection(address, credentials).ServerReflectionInfo(within());
    stream.on('error', reject);
    stream.on('data', (response) => {
      resolve(response.list_services_response.service.map((service) => service.name));
      stream.end();
    });
    stream.write({ list_services: '' });
  });
}

async function assertListed(packageOfVersion) {
  const names = await listServices(packageOfVersion);
  assert.ok(names.includes('mesh.testing.v1.EchoService'));
  assert.ok(names.includes('grpc.health.v1.Health'));
}

const checks = {
  async unary_with_metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('x-tenant', 'acme');
    metadata.set('x-trace-bin', Buffer.from([0, 1, 255]));
    const { response, headers, trailers } = await unary(echo, 'Echo', { text: 'hello' }, metadata);
    const header = (key) => response.headers.find((one) => one.key === key);
    assert.equal(response.text, 'hello');
    assert.equal(header('x-tenant').text, 'acme');
    assert.deepEqual([...header('x-trace-bin').binary], [0, 1, 255]);
    assert.equal(headers.get('x-echo-header')[0], 'begin');
    assert.deepEqual([...headers.get('x-echo-header-bin')[0]], [0, 255, 2]);
    assert.deepEqual([...trailers.get('x-echo-trailer-bin')[0]], [0, 255, 1]);
  },

  async metadata_keys_given_twice() {
    const metadata = new grpc.Metadata();
    for (const value of ['a', 'b']) metadata.add('x-twice', value);
    for (const value of [1, 2]) metadata.add('x-twice-bin', Buffer.from([value]));
    const { headers } = (await unary(echo, 'Echo', {}, metadata)).response;
    const all = (key, field) => headers.filter((one) => one.key === key).map((one) => one[field]);
    assert.equal(all('x-twice', 'text').join(','), 'a,b');
    assert.deepEqual(all('x-twice-bin', 'binary').map((value) => [...value]), [[2]]); // The last one stays.
  },

  async empty_messages() {
    const { response } = await unary(echo, 'Echo', {});
    assert.equal(response.text, '');
  },

  async server_stream() {
    const received = await collect(echo.Repeat({ text: 'a', count: 500 }, within()));
    assert.deepEqual(received.map((message) => message.index), [...Array(500).keys()]);
  },

  async client_stream() {
    const response = await new Promise((resolve, reject) => {
      const stream = echo.Join(within(), (error, message) => (error ? reject(error) : resolve(message)));
      for (const text of 'abc') stream.write({ text });
      stream.end();
    });
    assert.deepEqual([response.text, response.count], ['a,b,c', 3]);
  },

  async duplex_stream() {
    const stream = echo.Converse(within());
    const received = [];
    await new Promise((resolve, reject) => {
      stream.on('error', reject);
      stream.on('end', resolve);
      stream.on('data', (message) => {
        received.push(message.text);
        if (received.length < 5) stream.write({ text: `t${received.length}` });
        else stream.end();
      });
      stream.write({ text: 't0' });
    });
    assert.deepEqual(received, ['t0', 't1', 't2', 't3', 't4']);
  },

  async error_fields() {
    const error = await failure(unary(echo, 'Echo', { behaviour: 'BEHAVIOUR_REFUSE_FIELDS' }));
    const found = details(error);
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    assert.equal(found['google.rpc.ErrorInfo'].reason, 'REQUEST_INVALID');
    assert.equal(found['google.rpc.ErrorInfo'].domain, 'testing.mesh');
    assert.deepEqual(
      found['google.rpc.BadRequest'].field_violations.map((violation) => violation.field),
      ['transfers[0].amount.high', 'transfers[1].amount.high']);
  },

  async error_with_more_fields_than_fit() {
    const error = await failure(unary(echo, 'Echo', { behaviour: 'BEHAVIOUR_REFUSE_MANY_FIELDS' }));
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    assert.match(details(error)['google.rpc.BadRequest'].field_violations.at(-1).description, /^and \d+ more violations$/);
  },

  async error_retry_delay() {
    const error = await failure(unary(echo, 'Echo', { behaviour: 'BEHAVIOUR_UNAVAILABLE' }));
    const { seconds, nanos } = details(error)['google.rpc.RetryInfo'].retry_delay;
    assert.deepEqual([error.code, seconds, nanos], [grpc.status.UNAVAILABLE, 1, 500_000_000]);
  },

  async error_after_streamed_messages() {
    const error = await failure(collect(echo.Repeat({ count: 3, behaviour: 'BEHAVIOUR_REFUSE_STATE' }, within())));
    assert.equal(error.received.length, 3);
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(metadataOf(error).payment_id, 'pay_7');
  },

  async error_unexpected() {
    const error = await failure(unary(echo, 'Echo', { behaviour: 'BEHAVIOUR_BREAK' }));
    assert.equal(error.code, grpc.status.INTERNAL);
    assert.match(metadataOf(error).correlation_id, /^[0-9a-f]{16}$/);
    assert.doesNotMatch(error.message, /connection-string/);
  },

  async deadline_told_to_the_server() {
    const { response } = await unary(echo, 'Echo', {}, new grpc.Metadata(), within(30_000));
    assert.ok(response.time_left.seconds > 10 && response.time_left.seconds <= 30);
  },

  async deadline_passes() {
    const request = { text: 'js-late', behaviour: 'BEHAVIOUR_WAIT_FOR_CANCEL' };
    const error = await failure(unary(echo, 'Echo', request, new grpc.Metadata(), within(300)));
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },

  async cancellation() {
    const request = { text: 'js-cancel', behaviour: 'BEHAVIOUR_WAIT_FOR_CANCEL' };
    const error = await failure(new Promise((resolve, reject) => {
      const call = echo.Echo(request, within(), (problem, response) => (problem ? reject(problem) : resolve(response)));
      call.on('metadata', () => call.cancel()); // The endpoint has begun.
    }));
    assert.equal(error.code, grpc.status.CANCELLED);
  },

  async gzip() {
    const client = new packages.mesh.testing.v1.EchoService(address, credentials, { 'grpc.default_compression_algorithm': 2 });
    const { response } = await unary(client, 'Echo', { text: 'a'.repeat(10_000) });
    assert.deepEqual([response.request_encoding, response.text.length], ['gzip', 10_000]);
  },

  async gzip_of_an_empty_message() {
    const client = new packages.mesh.testing.v1.EchoService(address, credentials, { 'grpc.default_compression_algorithm': 2 });
    assert.equal((await collect(client.Repeat({}, within()))).length, 0);
  },

  async message_above_the_limit() {
    const error = await failure(unary(echo, 'Echo', { padding: Buffer.alloc(4 * 1024 * 1024) }));
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async unknown_method() {
    const same = (bytes) => bytes;
    const error = await failure(new Promise((resolve, reject) => {
      echo.makeUnaryRequest('/mesh.testing.v1.EchoService/Absent', same, same, Buffer.alloc(0), new grpc.Metadata(), within(),
        (problem, response) => (problem ? reject(problem) : resolve(response)));
    }));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },

  async health_check() {
    const { response } = await unary(health, 'Check', { service: 'mesh.testing.v1.EchoService' });
    assert.equal(response.status, 1);
    assert.equal((await failure(unary(health, 'Check', { service: 'absent' }))).code, grpc.status.NOT_FOUND);
  },

  async health_watch() {
    const watch = health.Watch({ service: 'mesh.testing.v1.EchoService' }, within());
    const first = await new Promise((resolve, reject) => {
      watch.on('data', resolve);
      watch.on('error', reject);
    });
    watch.cancel();
    assert.equal(first.status, 1);
  },

  reflection_v1: () => assertListed(packages.grpc.reflection.v1),

  reflection_v1alpha: () => assertListed(packages.grpc.reflection.v1alpha),
};

(async () => {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (problem) {
      console.log(`not ok ${name}: ${String(problem.stack ?? problem).replaceAll('\n', ' ')}`);
    }
  }
  process.exit(0);
})();
