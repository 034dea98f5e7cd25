namespace Timonier.Kinds.OpenApi;

/// <summary>How one kind of JSON object of a document becomes a protobuf message.</summary>
internal sealed class GnosticMessage(Dictionary<string, GnosticMessage> all)
{
    /// <summary>The fields that the JSON object names.</summary>
    public Dictionary<string, GnosticField> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>Where all other names go, as pairs of name and value; null when there may be none.</summary>
    public GnosticField? Others { get; set; }

    /// <summary>Where names go that begin with x-.</summary>
    public GnosticField? Extensions { get; set; }

    /// <summary>The field that holds the JSON value itself.</summary>
    public GnosticField? Whole { get; set; }

    /// <summary>The fields of which one is chosen by the look of the JSON value.</summary>
    public List<GnosticField> Choices { get; } = [];

    public GnosticMessage Of(GnosticField field) => all[field.Type];
}
