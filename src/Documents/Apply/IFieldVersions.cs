namespace Timonier.Documents;

/// <summary>The other versions of a kind, since managers name fields as their own version does.</summary>
public interface IFieldVersions
{
    /// <summary>The form of the kind in that version; null when it is not served any more.</summary>
    IPatchSchema? Schema(string apiVersion);

    /// <summary>The object in another version; the given one stays as it is.</summary>
    DraftObject Convert(DraftObject body, string apiVersion);
}
