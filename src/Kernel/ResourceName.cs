namespace Timonier.Kernel;

/// <summary>A resource as URLs name it, for example ("apps", "v1", "deployments"); the core group is empty.</summary>
public readonly record struct ResourceName(string Group, string Version, string Plural)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>"deployments.apps", or "pods" for the core group: how messages name it.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public override string ToString() => $"{ApiVersion}/{Plural}";
}
