using Timonier.Kernel;

namespace Timonier.Tests.Live;

/// <summary>One write on its way to the API: verb ("update", or with a subresource "update/status"), resource and name.</summary>
public sealed record ClusterCall(string User, string Verb, ResourceName Resource, string Namespace, string Name);
