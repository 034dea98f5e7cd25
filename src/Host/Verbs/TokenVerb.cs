using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Verbs;

internal static class TokenVerb
{
    public static Command Create() => VerbAction.Create("token", "Print the token by which a further node joins.", [Settings.DataDir], PrintAsync);

    private static async Task PrintAsync(ServerConfig config, CancellationToken cancellation)
    {
        if (!Directory.Exists(config.PkiDirectory)) throw new ConfigException($"{config.PkiDirectory} does not exist: the server has not been started with this data-dir yet");
        var authorities = ClusterAuthorities.LoadOrCreate(config.PkiDirectory, TimeProvider.System);
        await Console.Out.WriteLineAsync(JoinToken.LoadOrCreate(config.PkiDirectory, authorities.Server).ToString().AsMemory(), cancellation);
    }
}
