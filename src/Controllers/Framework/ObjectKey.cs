using Timonier.Documents;

namespace Timonier.Controllers.Framework;

/// <summary>What a queue holds: an object by name, never by content, so that work is always done on the newest state.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public static ObjectKey Of(Document document) => new(document.Namespace, document.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
