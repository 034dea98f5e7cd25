using Timonier.Documents;

namespace Timonier.Host.Verbs.Plans;

/// <summary>An object that will not be taken as it is, and why.</summary>
internal sealed record Refusal(string Object, string Message)
{
    public static Refusal Of(DraftObject body, string @namespace, string message)
    {
        var metadata = body.Object("metadata");
        return new Refusal($"{body.String("kind")}/{metadata.String("name")}{(@namespace.Length > 0 ? $" in {@namespace}" : "")}", message);
    }
}
