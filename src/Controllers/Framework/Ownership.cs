using Timonier.Documents;

namespace Timonier.Controllers.Framework;

/// <summary>Who owns an object, and how ownership is written.</summary>
public readonly record struct Ownership(string ApiVersion, string Kind, string Name, string Uid)
{
    /// <summary>The owner that manages this object; null when it manages itself.</summary>
    public static Ownership? ControllerOf(Document document)
    {
        var owner = ReferenceOf(document);
        return owner.Exists ? Of(owner) : null;
    }

    /// <summary>The same as it stands in the object, for those who look at many; it does not exist when the object manages itself.</summary>
    public static Node ReferenceOf(Document document)
    {
        foreach (var owner in document.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool()) return owner;
        return default;
    }

    public static Ownership Of(Node owner) =>
        new(owner["apiVersion"u8].AsString(), owner["kind"u8].AsString(), owner["name"u8].AsString(), owner["uid"u8].AsString());

    /// <summary>As a controller writes it into what it makes.</summary>
    public DraftObject ToDraft() => new()
    {
        ["apiVersion"] = ApiVersion,
        ["kind"] = Kind,
        ["name"] = Name,
        ["uid"] = Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
