namespace Timonier.Kinds.OpenApi;

/// <summary>What one method does on a path.</summary>
/// <param name="Action">Upstream's word for it; empty where it is about no kind.</param>
/// <param name="Id">Upstream's name of the operation, from which client generators make method names.</param>
internal sealed record SpecOperation(string Method, string Action, string Id, string Description, string Tag)
{
    public IReadOnlyList<SpecParameter> Parameters { get; init; } = [];

    /// <summary>The schema of the request's body; empty when there is none.</summary>
    public string Body { get; init; } = "";
    public bool BodyRequired { get; init; } = true;
    public IReadOnlyList<string> Takes { get; init; } = ["*/*"];

    /// <summary>The schema of the answer; empty for plain text.</summary>
    public string Answer { get; init; } = "";
    public IReadOnlyList<string> Gives { get; init; } = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
    public IReadOnlyList<int> Codes { get; init; } = [200];

    /// <summary>The kind of its bodies; null where it is about none.</summary>
    public (string Group, string Version, string Kind)? About { get; init; }
}
