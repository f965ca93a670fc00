using Google.Protobuf.Reflection;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Endpoints;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Endpoints;

/// <summary>Domain, error table and protos agree, value for value.</summary>
public sealed class ContractTests
{
    public static TheoryData<System.Type, string, string> Enums => new()
    {
        { typeof(PaymentState), "PaymentState", "PAYMENT_STATE_" },
        { typeof(CaptureMethod), "CaptureMethod", "CAPTURE_METHOD_" },
    };

    [Theory]
    [MemberData(nameof(Enums))]
    public void Enum_NextToItsProto_HasTheSameNamesAndNumbers(System.Type domain, string proto, string prefix)
    {
        var ours = domain.GetEnumValues().Cast<object>().Select(value => (Name: Spell(value.ToString()!), Number: (int)value));

        var theirs = V1.PaymentsServiceReflection.Descriptor.FindTypeByName<EnumDescriptor>(proto).Values
            .Where(value => value.Number != 0).Select(value => (Name: value.Name[prefix.Length..], value.Number));

        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void OperationState_NextToItsProto_AgreesButForRefusals()
    {
        // A refused operation is an error on the wire, never a message.
        var ours = Enum.GetValues<OperationState>().Where(state => state != OperationState.Refused)
            .Select(state => (Spell(state.ToString()), (int)state));

        var theirs = V1.PaymentsServiceReflection.Descriptor.FindTypeByName<EnumDescriptor>("OperationState").Values
            .Where(value => value.Number != 0).Select(value => (value.Name["OPERATION_STATE_".Length..], value.Number));

        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void Errors_NextToTheirProto_HaveTheSameReasons()
    {
        var payment = new PaymentsRun().InState(PaymentState.Processing);
        var unavailable = new ServiceUnavailableException("", outcomeUnknown: true, TimeSpan.FromSeconds(1));
        string[] ours =
        [
            PaymentsErrors.InvalidRequest,
            .. Enum.GetValues<PaymentRejection>().Select(reason => PaymentsErrors.Of(new Rejected(reason, "field", payment)).Reason),
            PaymentsErrors.Unavailable(unavailable).Reason,
            PaymentsErrors.TotalOutOfRange().Reason,
        ];

        var theirs = V1.PaymentsErrorsReflection.Descriptor.FindTypeByName<EnumDescriptor>("PaymentErrorReason").Values
            .Where(value => value.Number != 0).Select(value => value.Name["PAYMENT_ERROR_REASON_".Length..]);

        Assert.Equal(theirs, ours);
    }

    private static string Spell(string pascal) => string.Concat(pascal.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
