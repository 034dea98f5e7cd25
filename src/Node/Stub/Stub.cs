#pragma warning disable
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
namespace Timonier.Node;
public sealed class KubeletApi { public Task HandleAsync(HttpContext c) => Task.CompletedTask; }
public sealed partial class NodeAgent { public KubeletApi Endpoint { get; } = new(); }
