using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Leases;

/// <summary>By which each API server shows that it is there: a Lease named after its machine, with upstream's name, labels and figures.</summary>
public static class ServerLease
{
    public const string Namespace = "kube-system";

    /// <summary>Under this name servers write theirs, and clear away those of others.</summary>
    public const string Account = "apiserver-identity";
    public const string Selector = Label + "=" + Component;
    private const string Label = "apiserver.kubernetes.io/identity";
    private const string Component = "kube-apiserver";
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly TimeSpan Duration = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromSeconds(10);

    public static LeaseRenewer Renewer(IClusterClient client, string host, TimeProvider time, IIdSource ids, ILogger<LeaseRenewer> logger)
    {
        var name = NameOf(host);
        return new LeaseRenewer(client, Namespace, name, $"{name}_{ids.NextUid()}", Duration, time, ids, logger)
        {
            Period = RenewPeriod,
            Labels = () => new DraftObject { [Label] = Component, ["kubernetes.io/hostname"] = host },
        };
    }

    /// <summary>The same for the same machine, whatever it is called: 16 bytes of the hash of its name, as 26 letters.</summary>
    public static string NameOf(string host)
    {
        var name = new StringBuilder("apiserver-");
        var (bits, count) = (0, 0);
        foreach (var part in SHA256.HashData(Encoding.UTF8.GetBytes(host)).AsSpan(0, 16))
        {
            (bits, count) = ((bits << 8) | part, count + 8);
            for (; count >= 5; count -= 5) name.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }
        return name.Append(Alphabet[(bits << (5 - count)) & 31]).ToString();
    }
}
