namespace Timonier.Kinds.Notation;

/// <summary>
/// One file of the catalogue: the types of one group version. The notation is described in
/// docs/decisions/0003-kinds-are-data.md; this folder is compiled into the generator too, so it keeps to
/// what netstandard2.0 has.
/// </summary>
internal sealed class NotationFile
{
    public string Group { get; set; } = "";
    public string Version { get; set; } = "";

    /// <summary>The name by which other files refer to this one: <c>core</c> in <c>core.PodTemplateSpec</c>.</summary>
    public string Alias { get; set; } = "";

    /// <summary>What stands before a type's name in an OpenAPI document.</summary>
    public string SchemaPrefix { get; set; } = "";

    public List<NotationType> Types { get; } = new List<NotationType>();
}
