using Microsoft.Extensions.Logging;
using Timonier.Client.Events;
using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Images;
using Timonier.Node.Logs;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;

namespace Timonier.Node.Pods;

/// <summary>What all pod workers of a node share.</summary>
internal sealed record PodTools(
    NodeConfig Node, NodeCapacity Capacity, IClusterClient Client, IContainerRuntime Runtime, IEventRecorder Events, ImageSource Images,
    IPodVolumes Volumes, IPodLogs Logs, PodCgroups Cgroups, IReferencedObjects Objects, IInformer Services, SemaphoreSlim Starts, IProber Prober, ResolverSettings Resolver, TimeProvider Time, ILogger Logger);
