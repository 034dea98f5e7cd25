namespace Timonier.Kinds.Notation;

/// <summary>A <c>sub</c> line: <c>sub scale get,patch,update autoscaling/v1/Scale</c>.</summary>
internal sealed class NotationSubresource
{
    public NotationSubresource(string name, string[] verbs, string kind)
    {
        Name = name;
        Verbs = verbs;
        Kind = kind;
    }

    public string Name { get; }
    public string[] Verbs { get; }

    /// <summary>Empty: the parent's kind; a bare name: a kind of the same group version; otherwise group/version/kind.</summary>
    public string Kind { get; }
}
