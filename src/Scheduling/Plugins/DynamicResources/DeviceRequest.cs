using Timonier.Documents;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>One choice of one request of a claim.</summary>
/// <param name="Name">The request; for a choice of several "request/choice".</param>
/// <param name="ClassName">The class that the devices must belong to.</param>
/// <param name="Selectors">Expressions that each must meet.</param>
/// <param name="Count">How many; 0: all that there are.</param>
/// <param name="IsAdmin">Beside whoever has them.</param>
/// <param name="Tolerations">Taints of devices that do not matter.</param>
internal sealed record DeviceRequest(string Name, string ClassName, IReadOnlyList<string> Selectors, int Count, bool IsAdmin, IReadOnlyList<Toleration> Tolerations)
{
    /// <summary>The request that it is of.</summary>
    public string Parent => Name.Split('/')[0];

    /// <summary>For each request of a claim its choices, the preferred first.</summary>
    public static IReadOnlyList<IReadOnlyList<DeviceRequest>> ListOf(Document claim)
    {
        var all = new List<IReadOnlyList<DeviceRequest>>();
        foreach (var request in claim.Spec["devices"u8]["requests"u8].Items)
        {
            var name = request["name"u8].AsString();
            var choices = new List<DeviceRequest>();
            if (request["exactly"u8].IsObject) choices.Add(Read(name, request["exactly"u8]));
            foreach (var choice in request["firstAvailable"u8].Items) choices.Add(Read($"{name}/{choice["name"u8].AsString()}", choice));
            all.Add(choices);
        }
        return all;
    }

    /// <summary>The expressions of a class or a request.</summary>
    public static IReadOnlyList<string> SelectorsOf(Node owner)
    {
        var expressions = new List<string>();
        foreach (var selector in owner["selectors"u8].Items) expressions.Add(selector["cel"u8]["expression"u8].AsString());
        return expressions;
    }

    private static DeviceRequest Read(string name, Node from) => new(
        name, from["deviceClassName"u8].AsString(), SelectorsOf(from),
        from["allocationMode"u8].TextEquals("All"u8) ? 0 : from["count"u8].AsInt32OrNull() ?? 1,
        from["adminAccess"u8].AsBool(), Toleration.ListOf(from["tolerations"u8]));
}
