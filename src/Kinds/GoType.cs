using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>What Go's decoder calls the values of JSON.</summary>
public static class GoType
{
    public static string Word(NodeKind kind) => kind switch
    {
        NodeKind.Object => "object",
        NodeKind.Array => "array",
        NodeKind.Number => "number",
        NodeKind.True or NodeKind.False => "bool",
        _ => "string",
    };
}
