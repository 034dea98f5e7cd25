using Timonier.Documents;

namespace Timonier.Client.Events;

/// <summary>What an event is about.</summary>
public readonly record struct ObjectReference(
    string ApiVersion, string Kind, string Namespace, string Name, string Uid, string ResourceVersion = "", string FieldPath = "")
{
    public static ObjectReference To(Document document, string fieldPath = "") => new(
        document.ApiVersion, document.Kind, document.Namespace, document.Name, document.Uid, document.ResourceVersion, fieldPath);

    public DraftObject ToDraft()
    {
        var draft = new DraftObject { ["kind"] = Kind };
        if (Namespace.Length > 0) draft["namespace"] = Namespace;
        draft["name"] = Name;
        if (Uid.Length > 0) draft["uid"] = Uid;
        draft["apiVersion"] = ApiVersion;
        if (ResourceVersion.Length > 0) draft["resourceVersion"] = ResourceVersion;
        if (FieldPath.Length > 0) draft["fieldPath"] = FieldPath;
        return draft;
    }
}
