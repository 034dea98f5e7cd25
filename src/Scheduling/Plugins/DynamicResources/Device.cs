using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>A device that a driver offers.</summary>
/// <param name="Driver">Who serves it.</param>
/// <param name="Pool">Its pool.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Body">What its slice says of it.</param>
/// <param name="Slice">The slice.</param>
internal sealed record Device(string Driver, string Pool, string Name, Node Body, Node Slice)
{
    public (string Driver, string Pool, string Device) Id => (Driver, Pool, Name);

    /// <summary>A device that shares counters with others can be given only by who counts them, which is not done here.</summary>
    public bool IsPartOfAnother => Body["consumesCounters"u8].Count > 0;

    /// <summary>An attribute by its whole name; missing when it has none.</summary>
    public Node Attribute(string name)
    {
        var attributes = Body["attributes"u8];
        var own = name.StartsWith(Driver + "/", StringComparison.Ordinal) ? attributes[name[(Driver.Length + 1)..]] : default;
        return own.Exists ? own : attributes[name];
    }

    public bool IsTolerated(IReadOnlyList<Toleration> tolerations)
    {
        foreach (var item in Body["taints"u8].Items)
        {
            var taint = new Taint(item["key"u8].AsString(), item["value"u8].AsString(), item["effect"u8].AsString());
            if (taint.Forbids && !tolerations.Any(t => t.Covers(taint))) return false;
        }
        return true;
    }

    public bool IsOn(NodeRow row)
    {
        var place = Slice["perDeviceNodeSelection"u8].AsBool() ? Body : Slice;
        return place["nodeName"u8].AsString() == row.Name || place["allNodes"u8].AsBool()
            || (place["nodeSelector"u8].IsObject && NodeDemand.OfSelector(place["nodeSelector"u8]).Allows(row));
    }

    /// <summary>Which nodes can use it, as a node selector; null: all.</summary>
    public DraftObject? Reach()
    {
        var place = Slice["perDeviceNodeSelection"u8].AsBool() ? Body : Slice;
        if (place["nodeSelector"u8].IsObject) return (DraftObject)Draft.From(place["nodeSelector"u8]);
        if (place["nodeName"u8].AsString() is not { Length: > 0 } node) return null;
        var field = new DraftObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new DraftArray([node]) };
        return new DraftObject { ["nodeSelectorTerms"] = new DraftArray([new DraftObject { ["matchFields"] = new DraftArray([field]) }]) };
    }
}
