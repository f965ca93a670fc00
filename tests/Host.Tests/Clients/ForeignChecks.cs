namespace Mesh.Host.Tests.Clients;

/// <summary>Names the checks that every foreign client runs: the same in each language.</summary>
public static class ForeignChecks
{
    public static TheoryData<string> All =>
    [
        "unary_with_metadata", "metadata_keys_given_twice", "empty_messages", "server_stream", "client_stream", "duplex_stream",
        "error_fields", "error_with_more_fields_than_fit", "error_retry_delay", "error_after_streamed_messages", "error_unexpected",
        "deadline_told_to_the_server", "deadline_passes", "cancellation", "gzip", "gzip_of_an_empty_message", "message_above_the_limit",
        "unknown_method", "health_check", "health_watch", "reflection_v1", "reflection_v1alpha",
    ];
}
