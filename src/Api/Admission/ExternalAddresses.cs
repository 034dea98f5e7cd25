using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Services take no further external addresses: whoever may set them could take over any address.</summary>
internal sealed class ExternalAddresses : AdmissionStep
{
    public override string Name => "DenyServiceExternalIPs";

    public override ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.Wanted is null || !call.Concerns("services")) return default;
        var known = call.Old is { } old ? Of(old) : [];
        return ValueTask.FromResult(Of(call.Wanted).IsSubsetOf(known) ? null : call.Forbidden("Use of external IPs is denied by admission control"));
    }

    private static HashSet<string> Of(Document service)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in service.Spec["externalIPs"u8].Items) addresses.Add(address.AsString());
        return addresses;
    }
}
