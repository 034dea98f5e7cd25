using Timonier.Documents;

namespace Timonier.Api.Writes;

internal static partial class OwnFields
{
    /// <summary>The version in which objects are stored from now on joins those in which there may be some.</summary>
    private static void CustomResourceDefinition(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (occasion.Subresource.Length > 0) return;
        var storage = body.Object("spec").Array("versions").OfType<DraftObject>().FirstOrDefault(v => v["storage"]?.Kind == NodeKind.True)?.String("name");
        if (storage is null) return;
        // The status may still be that of the object before.
        var status = body.Object("status").CloneObject();
        var stored = status.Array("storedVersions");
        if (!stored.Any(v => v.AsString() == storage)) stored.Add(storage);
        body["status"] = status;
    }

    // A group version of this server needs nobody to find out whether it can be reached.
    private static void ApiService(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is not null || body.Object("spec")["service"] is { Kind: not NodeKind.Null }) return;
        body.Object("status")["conditions"] = new DraftArray(
        [
            new DraftObject
            {
                ["type"] = "Available",
                ["status"] = "True",
                ["lastTransitionTime"] = occasion.Now,
                ["reason"] = "Local",
                ["message"] = "Local APIServices are always available",
            },
        ]);
    }
}
