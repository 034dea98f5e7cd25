namespace Timonier.Kinds.Notation;

/// <summary>A <c>type</c> block, or a <c>kind</c> block: a type that carries apiVersion and kind and may be a resource.</summary>
internal sealed class NotationType
{
    private string text = "";
    private int from, to;
    private Inside? inside;

    public NotationType(string name, bool isKind)
    {
        Name = name;
        IsKind = isKind;
    }

    public string Name { get; }
    public bool IsKind { get; }
    public string Description => Read().Description;

    /// <summary>Server-side apply and merges treat the object as one value.</summary>
    public bool Atomic { get; set; }

    /// <summary>JSON has the value of one of the fields in place of the object; which one, its form tells.</summary>
    public bool Choice { get; set; }

    /// <summary>The resource's name in URLs; empty when the kind is only ever a body (Status, Eviction).</summary>
    public string Plural { get; set; } = "";
    public string Singular { get; set; } = "";
    public bool Namespaced { get; set; }
    public bool Served { get; set; } = true;

    /// <summary>The group and version in whose form its objects are stored; empty when that is its own.</summary>
    public string Stored { get; set; } = "";

    /// <summary>Goes by plain "v1" in bodies, whatever the group of its file.</summary>
    public bool Bare { get; set; }

    /// <summary>Every group version has it under its own name, as DeleteOptions.</summary>
    public bool Shared { get; set; }
    public string[] ShortNames { get; set; } = [];
    public string[] Categories { get; set; } = [];
    public string[] Verbs { get; set; } = [];

    /// <summary>The words on how writes of the kind differ from those of others, with what stands behind their equals sign.</summary>
    public Dictionary<string, string> WriteWords { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public List<NotationSubresource> Subresources => Read().Subresources;
    public List<NotationField> Fields => Read().Fields;

    /// <summary>Takes a further line of the file into the block; it is read when something of it is asked for.</summary>
    public void Add(string file, int start, int end)
    {
        if (text.Length == 0) from = start;
        text = file;
        to = end;
    }

    // Two threads may both read it, to the same effect.
    private Inside Read()
    {
        if (inside is { } known) return known;
        var read = new Inside();
        if (text.Length > 0) NotationReader.ReadInner(text.Substring(from, to - from), d => read.Description = d, read.Subresources, read.Fields);
        return inside = read;
    }

    private sealed class Inside
    {
        public string Description { get; set; } = "";
        public List<NotationSubresource> Subresources { get; } = new List<NotationSubresource>();
        public List<NotationField> Fields { get; } = new List<NotationField>();
    }
}
