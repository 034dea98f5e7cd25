using System.Collections.Immutable;
using System.Security.Cryptography;
using Timonier.Documents;
using Timonier.Kinds.OpenApi;

namespace Timonier.Api.Aggregation;

/// <summary>
/// The schemas that the servers of remote group versions tell, learnt when they are looked at, so that whoever asks for
/// them waits for none. One that does not answer, or answers nonsense, keeps what it told last.
/// </summary>
internal sealed class RemoteOpenApi(RemoteCaller caller)
{
    private const string Json = "application/json";
    private const string IndexPath = "/openapi/v3";
    private const int LongestIndex = 1024 * 1024;
    private const int LongestDocument = 8 * 1024 * 1024;
    private ImmutableDictionary<string, (string Mark, ForeignSpec Spec)> told = ImmutableDictionary.Create<string, (string, ForeignSpec)>(StringComparer.Ordinal);

    /// <summary>By group version, with what tells whether it has changed; another object as soon as anything has.</summary>
    public ImmutableDictionary<string, (string Mark, ForeignSpec Spec)> Told => Volatile.Read(ref told);

    public void Forget(string groupVersion) => ImmutableInterlocked.TryRemove(ref told, groupVersion, out _);

    public async ValueTask RefreshAsync(RemoteVersion remote, CancellationToken cancellation)
    {
        // 1 the index, which says by an address whether anything has changed
        var index = await caller.GetAsync(remote.Target, IndexPath, Json, LongestIndex, cancellation);
        var address = index.IsSuccess && index.Parsed is { } places ? places.Root["paths"u8][$"apis/{remote.GroupVersion}"]["serverRelativeURL"u8].AsString() : "";
        if (!address.StartsWith(IndexPath + "/", StringComparison.Ordinal)) address = "";
        var known = Told.TryGetValue(remote.GroupVersion, out var before) ? before.Mark : "";
        if (address.Length > 0 && address == known) return;

        // 2 both documents
        var three = address.Length > 0 ? await caller.GetAsync(remote.Target, address, Json, LongestDocument, cancellation) : RemoteAnswer.Failed("it has none");
        var two = await caller.GetAsync(remote.Target, "/openapi/v2", Json, LongestDocument, cancellation);
        if (!three.IsSuccess && !two.IsSuccess) return;
        var mark = three.IsSuccess ? address : Convert.ToHexString(SHA256.HashData(two.Body.Span));
        if (mark == known) return;
        var spec = new ForeignSpecReader(remote.Group, remote.Version).Read(three.Body, two.Body);
        ImmutableInterlocked.AddOrUpdate(ref told, remote.GroupVersion, (mark, spec), (_, _) => (mark, spec));
    }
}
