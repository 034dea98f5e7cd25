using System.Globalization;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Rules;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    // Distinguishes this process's transactions from those of one that ran before.
    private readonly string sealPrefix = $"{Names.Seal}{Environment.ProcessId}-{Environment.TickCount64:x}-";
    private ServiceTable services = new([]);
    private RuleSet? applied;
    private string seal = "";
    private int seals;

    public async Task ApplyServicesAsync(ServiceTable table, CancellationToken cancellation)
    {
        await ruleGate.WaitAsync(cancellation);
        try
        {
            var before = services;
            services = table;
            await ApplyRulesAsync(cancellation);
            await ForgetUdpAsync(before, table, cancellation);
        }
        finally
        {
            ruleGate.Release();
        }
    }

    /// <summary>Under the gate: makes the kernel's table equal to services and host ports.</summary>
    private async Task ApplyRulesAsync(CancellationToken cancellation)
    {
        var pods = podsNow;
        var wanted = RulePlan.Compute(Config, services, pods);
        var next = $"{sealPrefix}{++seals}";
        var before = applied;
        // Until nft has answered, or when it is cut short, nobody knows what the kernel holds.
        applied = null;
        if (before is { } present)
        {
            var difference = NftScript.Difference(present, wanted, seal, next);
            var result = await Tool.RunAsync(place, ["nft", "-f", "-"], difference, cancellation);
            if (result.ExitCode == 0)
            {
                Applied();
                return;
            }
            // Someone changed the table under us; the whole state does not depend on what is there.
            LogDifferenceRefused(result.Errors.Trim());
        }
        await Tool.RequireAsync(place, ["nft", "-f", "-"], NftScript.Whole(Config, wanted, next), cancellation);
        Applied();

        void Applied()
        {
            applied = wanted;
            seal = next;
            // Pods that came or went meanwhile owe their own application.
            if (ReferenceEquals(pods, podsNow)) rulesOwed = false;
        }
    }

    /// <summary>
    /// Before the first table arrives: rules of an earlier run keep serving; a fresh node gets the bare table.
    /// </summary>
    private async Task PrepareTableAsync(CancellationToken cancellation)
    {
        var shown = await Tool.RunAsync(place, ["nft", "list", "table", "ip", Names.Table], "", cancellation);
        if (shown.ExitCode != 0) await RestoreAsync(cancellation);
    }

    private async Task RefreshRulesAsync(CancellationToken cancellation)
    {
        await ruleGate.WaitAsync(cancellation);
        try
        {
            await ApplyRulesAsync(cancellation);
        }
        finally
        {
            ruleGate.Release();
        }
    }

    private async Task RestoreAsync(CancellationToken cancellation)
    {
        await ruleGate.WaitAsync(cancellation);
        try
        {
            applied = null;
            await ApplyRulesAsync(cancellation);
        }
        finally
        {
            ruleGate.Release();
        }
    }

    /// <summary>
    /// UDP has no end of connection: a client that keeps sending would be led to a gone backend for ever, unless
    /// the kernel forgets the flow.
    /// </summary>
    private async Task ForgetUdpAsync(ServiceTable before, ServiceTable after, CancellationToken cancellation)
    {
        var remaining = Backends(after);
        foreach (var gone in Backends(before).Except(remaining))
            await Tool.RunAsync(place, ["conntrack", "-D", "-p", "udp", "--dst-nat", gone.Address.ToString(),
                "--reply-port-src", gone.Port.ToString(CultureInfo.InvariantCulture)], "", cancellation);

        static HashSet<(System.Net.IPAddress Address, int Port)> Backends(ServiceTable table) =>
            [.. table.Ports.Where(p => p.Protocol == ServiceProtocol.Udp).SelectMany(p => p.Backends.Concat(p.DrainingHere)).Select(b => (b.Address, b.Port))];
    }
}
