using Timonier.Contracts.Cluster;

namespace Timonier.Scheduling.Framework;

/// <summary>What writing needs: the cluster as the scheduler sees it, and the clock.</summary>
public sealed record BindingContext(IClusterClient Client, ClusterView Cluster, IInformerSource Informers, TimeProvider Time);
