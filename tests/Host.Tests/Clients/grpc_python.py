"""Calls the echo service with Debian's grpcio and prints one line per check: "ok NAME" or "not ok NAME: what happened".

Arguments: the server's address and a file with a FileDescriptorSet of every proto involved. Stubs are not generated: messages are built
from the descriptors, as the protobuf library of this Debian is older than the compiler that builds the server.
"""

import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ADDRESS, DESCRIPTORS = sys.argv[1:3]
ECHO = "mesh.testing.v1"

# Only bounds a failure: nothing here takes longer when all is well.
PATIENCE_SECONDS = 20


def load_pool(path):
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as stream:
        files.ParseFromString(stream.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return pool


POOL = load_pool(DESCRIPTORS)
FACTORY = message_factory.MessageFactory(POOL)


def message(name):
    return FACTORY.GetPrototype(POOL.FindMessageTypeByName(name))


def stub(channel, service, method):
    descriptor = POOL.FindServiceByName(service).FindMethodByName(method)
    request = FACTORY.GetPrototype(descriptor.input_type)
    response = FACTORY.GetPrototype(descriptor.output_type)
    proto = descriptor_pb2.MethodDescriptorProto()
    descriptor.CopyToProto(proto)
    kind = ("stream" if proto.client_streaming else "unary") + "_" + ("stream" if proto.server_streaming else "unary")
    multicallable = getattr(channel, kind)(
        f"/{service}/{method}", request_serializer=request.SerializeToString, response_deserializer=response.FromString
    )
    return request, multicallable


def echo(channel, method):
    return stub(channel, f"{ECHO}.EchoService", method)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def fail(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call did not fail")


def details(error):
    status = message("google.rpc.Status")()
    status.ParseFromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    found = {}
    for packed in status.details:
        name = packed.type_url.split("/")[-1]
        found[name] = message(name).FromString(packed.value)
    return status, found


def unary_with_metadata(channel):
    request, call = echo(channel, "Echo")
    metadata = (("x-tenant", "acme"), ("x-trace-bin", b"\x00\x01\xff"))
    response, info = call.with_call(request(text="hello"), metadata=metadata, timeout=PATIENCE_SECONDS)
    headers = {header.key: header for header in response.headers}
    expect(response.text, "hello")
    expect(headers["x-tenant"].text, "acme")
    expect(headers["x-trace-bin"].binary, b"\x00\x01\xff")
    expect(dict(info.initial_metadata())["x-echo-header"], "begin")
    expect(dict(info.initial_metadata())["x-echo-header-bin"], b"\x00\xff\x02")
    expect(dict(info.trailing_metadata())["x-echo-trailer-bin"], b"\x00\xff\x01")


def metadata_keys_given_twice(channel):
    request, call = echo(channel, "Echo")
    metadata = (("x-twice", "a"), ("x-twice", "b"), ("x-twice-bin", b"\x01"), ("x-twice-bin", b"\x02"))
    headers = call(request(), metadata=metadata, timeout=PATIENCE_SECONDS).headers
    expect(",".join(header.text for header in headers if header.key == "x-twice"), "a,b")
    expect([header.binary for header in headers if header.key == "x-twice-bin"], [b"\x02"])  # The last one stays.


def empty_messages(channel):
    request, call = echo(channel, "Echo")
    expect(call(request(), timeout=PATIENCE_SECONDS).text, "")


def server_stream(channel):
    request, call = echo(channel, "Repeat")
    responses = call(request(text="a", count=500), timeout=PATIENCE_SECONDS)
    expect([response.index for response in responses], list(range(500)))


def client_stream(channel):
    request, call = echo(channel, "Join")
    response = call(iter([request(text=text) for text in "abc"]), timeout=PATIENCE_SECONDS)
    expect((response.text, response.count), ("a,b,c", 3))


def duplex_stream(channel):
    request, call = echo(channel, "Converse")
    responses = call(iter([request(text=f"t{index}") for index in range(5)]), timeout=PATIENCE_SECONDS)
    expect([(response.text, response.index) for response in responses], [(f"t{index}", index) for index in range(5)])


def error_fields(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(behaviour=1), timeout=PATIENCE_SECONDS))
    status, found = details(error)
    expect(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    expect(status.message, error.details())
    expect((found["google.rpc.ErrorInfo"].reason, found["google.rpc.ErrorInfo"].domain), ("REQUEST_INVALID", "testing.mesh"))
    fields = [violation.field for violation in found["google.rpc.BadRequest"].field_violations]
    expect(fields, ["transfers[0].amount.high", "transfers[1].amount.high"])


def error_with_more_fields_than_fit(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(behaviour=2), timeout=PATIENCE_SECONDS))
    _, found = details(error)
    expect(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
    expect(found["google.rpc.BadRequest"].field_violations[-1].description.endswith("more violations"), True)


def error_retry_delay(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(behaviour=3), timeout=PATIENCE_SECONDS))
    _, found = details(error)
    delay = found["google.rpc.RetryInfo"].retry_delay
    expect((error.code(), delay.seconds, delay.nanos), (grpc.StatusCode.UNAVAILABLE, 1, 500_000_000))


def error_after_streamed_messages(channel):
    request, call = echo(channel, "Repeat")
    received = []
    error = fail(lambda: received.extend(call(request(count=3, behaviour=4), timeout=PATIENCE_SECONDS)) or list(received))
    _, found = details(error)
    expect(error.code(), grpc.StatusCode.FAILED_PRECONDITION)
    expect(found["google.rpc.ErrorInfo"].metadata["payment_id"], "pay_7")


def error_unexpected(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(behaviour=5), timeout=PATIENCE_SECONDS))
    _, found = details(error)
    expect(error.code(), grpc.StatusCode.INTERNAL)
    expect(len(found["google.rpc.ErrorInfo"].metadata["correlation_id"]), 16)
    expect("connection-string" in error.details(), False)


def deadline_told_to_the_server(channel):
    request, call = echo(channel, "Echo")
    left = call(request(), timeout=30).time_left.seconds
    expect(10 < left <= 30, True)


def deadline_passes(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(text="python-late", behaviour=7), timeout=0.3))
    expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def cancellation(channel):
    request, call = echo(channel, "Repeat")
    responses = call(request(text="python-cancel", count=1, behaviour=7), timeout=PATIENCE_SECONDS)
    next(responses)  # The endpoint has begun, and waits.
    responses.cancel()
    expect(fail(lambda: next(responses)).code(), grpc.StatusCode.CANCELLED)


def gzip(_):
    with grpc.insecure_channel(ADDRESS, compression=grpc.Compression.Gzip) as channel:
        request, call = echo(channel, "Echo")
        response = call(request(text="a" * 10_000), timeout=PATIENCE_SECONDS)
        expect((response.request_encoding, len(response.text)), ("gzip", 10_000))


def gzip_of_an_empty_message(_):
    with grpc.insecure_channel(ADDRESS, compression=grpc.Compression.Gzip) as channel:
        request, call = echo(channel, "Repeat")
        expect(len(list(call(request(), timeout=PATIENCE_SECONDS))), 0)


def message_above_the_limit(channel):
    request, call = echo(channel, "Echo")
    error = fail(lambda: call(request(padding=b"\x00" * (4 * 1024 * 1024)), timeout=PATIENCE_SECONDS))
    expect(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)


def unknown_method(channel):
    call = channel.unary_unary(f"/{ECHO}.EchoService/Absent")
    expect(fail(lambda: call(b"", timeout=PATIENCE_SECONDS)).code(), grpc.StatusCode.UNIMPLEMENTED)


def health_check(channel):
    request, call = stub(channel, "grpc.health.v1.Health", "Check")
    expect(call(request(service=f"{ECHO}.EchoService"), timeout=PATIENCE_SECONDS).status, 1)
    expect(fail(lambda: call(request(service="absent"), timeout=PATIENCE_SECONDS)).code(), grpc.StatusCode.NOT_FOUND)


def health_watch(channel):
    request, call = stub(channel, "grpc.health.v1.Health", "Watch")
    watch = call(request(service=f"{ECHO}.EchoService"), timeout=PATIENCE_SECONDS)
    expect(next(watch).status, 1)
    watch.cancel()


def list_services(channel, package):
    request, call = stub(channel, f"{package}.ServerReflection", "ServerReflectionInfo")
    response = next(call(iter([request(list_services="")]), timeout=PATIENCE_SECONDS))
    names = {service.name for service in response.list_services_response.service}
    expect({f"{ECHO}.EchoService", "grpc.health.v1.Health"} <= names, True)


def reflection_v1(channel):
    list_services(channel, "grpc.reflection.v1")


def reflection_v1alpha(channel):
    list_services(channel, "grpc.reflection.v1alpha")


CHECKS = [
    unary_with_metadata, metadata_keys_given_twice, empty_messages, server_stream, client_stream, duplex_stream,
    error_fields, error_with_more_fields_than_fit,
    error_retry_delay, error_after_streamed_messages, error_unexpected, deadline_told_to_the_server, deadline_passes, cancellation, gzip,
    gzip_of_an_empty_message, message_above_the_limit, unknown_method, health_check, health_watch, reflection_v1, reflection_v1alpha,
]


def main():
    with grpc.insecure_channel(ADDRESS) as channel:
        for check in CHECKS:
            try:
                check(channel)
                print(f"ok {check.__name__}", flush=True)
            except Exception as problem:  # Every check reports, whatever happens in it.
                print(f"not ok {check.__name__}: {type(problem).__name__} {problem}".replace("\n", " "), flush=True)


main()
