namespace Timonier.Node.Probes;

/// <summary>The question that a probe asks.</summary>
public abstract record ProbeAction
{
    public sealed record Http(string Scheme, string Host, IntOrString Port, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers) : ProbeAction;

    public sealed record Tcp(string Host, IntOrString Port) : ProbeAction;

    public sealed record Exec(IReadOnlyList<string> Command) : ProbeAction;

    public sealed record Grpc(int Port, string Service) : ProbeAction;

    /// <summary>Reads the handler part of a probe or a lifecycle hook; null when it names none.</summary>
    public static ProbeAction? Of(Place handler)
    {
        if (handler["exec"u8] is { IsObject: true } exec)
        {
            var command = new List<string>();
            foreach (var word in exec["command"u8].Items) command.Add(word.AsString());
            return new Exec(command);
        }
        if (handler["httpGet"u8] is { IsObject: true } http) return HttpOf(http);
        if (handler["tcpSocket"u8] is { IsObject: true } tcp) return new Tcp(tcp["host"u8].AsString(), PortOf(tcp));
        if (handler["grpc"u8] is { IsObject: true } grpc) return new Grpc(grpc["port"u8].AsInt32(), grpc["service"u8].AsString());
        return null;
    }

    private static Http HttpOf(Place http)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in http["httpHeaders"u8].Items) headers.Add(new(header["name"u8].AsString(), header["value"u8].AsString()));
        var scheme = http["scheme"u8].TextEquals("HTTPS"u8) ? "https" : "http";
        return new(scheme, http["host"u8].AsString(), PortOf(http), http["path"u8].AsString(), headers);
    }

    private static IntOrString PortOf(Place action) =>
        action["port"u8] is { IsString: true } name ? new IntOrString(name.AsString()) : new IntOrString(action["port"u8].AsInt32());
}
