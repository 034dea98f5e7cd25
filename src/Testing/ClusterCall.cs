using Timonier.Kernel;

namespace Timonier.Testing;

/// <summary>A request of a component on its way to the API.</summary>
/// <param name="User">As whom, for example <c>system:serviceaccount:kube-system:deployment-controller</c>.</param>
/// <param name="Verb">get, list, watch, create, update, patch or delete; of a subresource with its name: <c>update/status</c>.</param>
/// <param name="Resource">Of what.</param>
/// <param name="Namespace">Where; empty for what has none.</param>
/// <param name="Name">Which; empty where none is named.</param>
public sealed record ClusterCall(string User, string Verb, ResourceName Resource, string Namespace, string Name)
{
    public bool IsWrite => Verb is not ("get" or "list" or "watch");
}
