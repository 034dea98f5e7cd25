#pragma warning disable
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
namespace Timonier.Node;
public sealed class KubeletApi { public Task HandleAsync(HttpContext c) => Task.CompletedTask; }
public static class PodDirectories { public static void Unmount(string d) { } }
public sealed class NodeAgent(NodeConfig c, IClusterClient cl, IInformerSource i, IContainerRuntime r, TimeProvider t, IIdSource ids, ILoggerFactory l) { public KubeletApi Endpoint { get; } = new(); public Task RunAsync(CancellationToken ct) => new Registration.NodeRegistration(c, cl, r, t, ids, l).RunAsync(ct); }
