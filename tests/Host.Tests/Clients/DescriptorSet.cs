using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Health.V1;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Clients;

/// <summary>
/// Writes the protos that a client needs as one FileDescriptorSet, out of the server's own descriptors: clients in other languages then
/// need neither proto files nor a compiler, and speak of exactly what the server was built from.
/// </summary>
internal static class DescriptorSet
{
    public static void WriteTo(string path)
    {
        var files = new FileDescriptorSet();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[]
        {
            EchoServiceReflection.Descriptor, HealthReflection.Descriptor, StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor,
            Grpc.Reflection.V1.ReflectionReflection.Descriptor, Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor,
        })
        {
            Add(file, files, written);
        }

        File.WriteAllBytes(path, files.ToByteArray());
    }

    /// <summary>Adds what a file imports before the file: readers of a set expect that order.</summary>
    private static void Add(FileDescriptor file, FileDescriptorSet files, HashSet<string> written)
    {
        if (!written.Add(file.Name))
        {
            return;
        }

        foreach (var imported in file.Dependencies)
        {
            Add(imported, files, written);
        }

        files.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
    }
}
