namespace Timonier.Api.Pipeline;

/// <summary>What a request's metrics are told apart by.</summary>
internal sealed record RequestLabels(string Verb, string Group, string Version, string Resource, string Subresource, string Scope, bool DryRun)
{
    /// <param name="verb">As authorization has it.</param>
    /// <param name="isKnown">False: the path leads to no kind, and its words must not become labels.</param>
    public static RequestLabels Of(RequestPath place, string verb, bool isKnown, bool dryRun)
    {
        var streams = place.Subresource is "exec" or "attach" or "portforward" or "proxy";
        var scope = place.Name.Length > 0 ? "resource" : place.Namespace.Length > 0 ? "namespace" : "cluster";
        return isKnown
            ? new RequestLabels(streams ? "CONNECT" : verb.ToUpperInvariant(), place.Resource.Group, place.Resource.Version, place.Resource.Plural, place.Subresource, scope, dryRun)
            : new RequestLabels("other", "", "", "", "", "", DryRun: false);
    }

    public override string ToString() =>
        $"component=\"apiserver\",dry_run=\"{(DryRun ? "All" : "")}\",group=\"{Group}\",resource=\"{Resource}\",scope=\"{Scope}\",subresource=\"{Subresource}\",verb=\"{Verb}\",version=\"{Version}\"";
}
