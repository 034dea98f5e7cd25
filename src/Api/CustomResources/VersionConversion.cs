using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.CustomResources;

/// <summary>Custom objects from one version to another: by their apiVersion alone, or by the webhook that the definition names.</summary>
internal sealed class VersionConversion(ConversionWebhook webhook)
{
    private static readonly string[] Changeable = ["labels", "annotations"];

    /// <summary>The objects in the version of <paramref name="to"/>, in the same order.</summary>
    /// <exception cref="ConversionFailedException">The webhook does not answer, or not as it must.</exception>
    public ValueTask<IReadOnlyList<DraftObject>> ConvertAsync(Kind to, IReadOnlyList<DraftObject> objects, CancellationToken cancellation) =>
        ConvertAsync(to, to.ApiVersion, objects, cancellation);

    /// <summary>An object of that kind in the version that is stored.</summary>
    public async ValueTask<DraftObject> ToStorageAsync(Kind from, DraftObject body, CancellationToken cancellation) => (await ConvertAsync(from, from.StorageVersion, [body], cancellation))[0];

    private async ValueTask<IReadOnlyList<DraftObject>> ConvertAsync(Kind kind, string version, IReadOnlyList<DraftObject> objects, CancellationToken cancellation)
    {
        if (!kind.Custom!.IsConvertedByWebhook)
        {
            foreach (var body in objects) body["apiVersion"] = version;
            return objects;
        }
        var converted = await webhook.ConvertAsync(kind.Custom, version, objects, cancellation);
        return [.. objects.Zip(converted, (before, after) => Checked(version, before, after))];
    }

    // A webhook decides about everything but what makes the object this object.
    private static DraftObject Checked(string version, DraftObject before, DraftObject after)
    {
        var about = ConversionWebhook.About(before);
        if (after.String("apiVersion") != version)
            throw new ConversionFailedException($"conversion webhook for {about} returned invalid converted object: invalid groupVersion (expected {version}, received {after.String("apiVersion")})");
        if (after.String("kind") != before.String("kind")) Refuse("kind", before.String("kind"), after.String("kind"));
        var (old, now) = (before.Object("metadata"), after["metadata"] as DraftObject ?? []);
        foreach (var (name, shown) in ((string, string)[])[("name", "name"), ("namespace", "namespace"), ("uid", "UID")])
            if (now.String(name) != old.String(name)) Refuse(shown, old.String(name), now.String(name));
        var metadata = old.CloneObject();
        foreach (var name in Changeable) metadata[name] = now[name] is DraftObject { Count: > 0 } said ? said : null;
        after["metadata"] = metadata;
        return after;

        void Refuse(string what, string was, string isNow) =>
            throw new ConversionFailedException($"conversion webhook for {about} returned invalid metadata: must have the same {what}: {isNow} != {was}");
    }
}
