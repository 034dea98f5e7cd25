using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>Requests that are over go an hour later, those that nobody decided on after a day, and those whose certificate has expired at once.</summary>
public static class CleaningPlan
{
    private static readonly TimeSpan Decided = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pending = TimeSpan.FromHours(24);

    public static ControllerPlan Compute(Document request, DateTimeOffset now)
    {
        if (EndOf(request) is not { } end) return ControllerPlan.Nothing;
        return now > end
            ? new([new DeleteAction(Signers.Requests, "", request.Name, request.Uid)])
            : new([], end - now + TimeSpan.FromSeconds(1));
    }

    private static DateTimeOffset? EndOf(Document request)
    {
        var state = RequestState.Of(request);
        var ends = new List<DateTimeOffset>();
        foreach (var condition in (Condition?[])[state.Approved, state.Denied, state.Failed])
            if (condition?.LastUpdateTime is { } since) ends.Add(since + Decided);
        if (!state.IsDecided && state.Failed is null && request.Metadata["creationTimestamp"u8].AsTime() is { } created) ends.Add(created + Pending);
        if (state.Certificate.Length > 0 && ExpiryOf(state.Certificate) is { } expiry) ends.Add(expiry);
        return ends.Count == 0 ? null : ends.Min();
    }

    private static DateTimeOffset? ExpiryOf(string base64)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
            return certificate.NotAfter;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Another signer's own form: its age decides.
            return null;
        }
    }
}
