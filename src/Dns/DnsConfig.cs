using System.Net;

namespace Timonier.Dns;

/// <param name="Listen">Where to answer, UDP and TCP; port 0: any that is free.</param>
/// <param name="Domain">The cluster's zone.</param>
/// <param name="ReverseRanges">Addresses whose names only this server can know: those of pods and services.</param>
/// <param name="Upstreams">Who answers everything else; null: the nameservers of <paramref name="ResolvConf"/>, as it stands at each moment.</param>
public sealed record DnsConfig(
    IReadOnlyList<IPEndPoint> Listen,
    string Domain = "cluster.local",
    IReadOnlyList<IPNetwork>? ReverseRanges = null,
    IReadOnlyList<IPEndPoint>? Upstreams = null,
    string ResolvConf = "/etc/resolv.conf");
