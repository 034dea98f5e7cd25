using Timonier.Kinds;

namespace Timonier.Api.Pipeline;

/// <summary>What upstream warns of whenever such a kind is used.</summary>
internal static class Deprecations
{
    public static string? Of(Kind kind) => kind.Deprecation ?? kind.Resource.Qualified switch
    {
        "componentstatuses" => "v1 ComponentStatus is deprecated in v1.19+",
        "endpoints" => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        _ => null,
    };
}
