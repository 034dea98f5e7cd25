namespace Timonier.Kinds.Notation;

/// <summary>A field line: <c>ports 6 []ContainerPort map=containerPort,protocol merge=containerPort "Ports ..."</c>.</summary>
internal sealed class NotationField
{
    public NotationField(string name, int number, NotationTypeName type)
    {
        Name = name;
        Number = number;
        Type = type;
    }

    /// <summary>The JSON name; "-" for an inline object, whose fields stand in the object around it.</summary>
    public string Name { get; }

    /// <summary>The protobuf number; 0 when protobuf does not carry the field.</summary>
    public int Number { get; }
    public NotationTypeName Type { get; }
    public bool Inline { get; set; }
    public bool Required { get; set; }

    /// <summary>Go writes the field even when it is empty.</summary>
    public bool Always { get; set; }

    /// <summary>The constant default as JSON text; empty when there is none.</summary>
    public string Default { get; set; } = "";

    /// <summary>A constant default that OpenAPI documents do not show; empty when there is none.</summary>
    public string Fill { get; set; } = "";
    public string[] Enum { get; set; } = [];
    public bool Atomic { get; set; }
    public bool Set { get; set; }
    public string[] MapKeys { get; set; } = [];

    /// <summary>Strategic merge merges the list, by <see cref="MergeKey"/> when that is not empty.</summary>
    public bool Merge { get; set; }
    public string MergeKey { get; set; } = "";
    public bool RetainKeys { get; set; }
    public string Description { get; set; } = "";
}
