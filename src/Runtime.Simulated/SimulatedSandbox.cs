using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated;

/// <summary>A pod's sandbox; changed under the runtime's gate only.</summary>
internal sealed class SimulatedSandbox(string id, SandboxConfig config, DateTimeOffset createdAt, IReadOnlyList<string> ips)
{
    public string Id => id;
    public SandboxConfig Config => config;
    public DateTimeOffset CreatedAt => createdAt;
    public IReadOnlyList<string> Ips => ips;
    public bool Ready { get; set; } = true;
    public List<SimulatedContainer> Containers { get; } = new(1);
}
