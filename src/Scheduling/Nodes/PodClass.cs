namespace Timonier.Scheduling.Nodes;

/// <summary>Placed pods that no selector tells apart: of one namespace, with the same labels, all ending or all not; and how many of them each node has.</summary>
public sealed class PodClass(string key, string @namespace, LabelMap labels, bool isEnding)
{
    internal string Key { get; } = key;
    public string Namespace { get; } = @namespace;
    public LabelMap Labels { get; } = labels;
    public bool IsEnding { get; } = isEnding;
    public Dictionary<NodeRow, int> Rows { get; } = [];

    /// <summary>The tallies in which these pods count.</summary>
    internal List<Tally> Tallies { get; } = [];
}
