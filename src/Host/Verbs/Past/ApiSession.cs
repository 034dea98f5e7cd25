using System.CommandLine;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;
using Timonier.Pki;

namespace Timonier.Host.Verbs.Past;

/// <summary>The API under the caller's own rights, for verbs that look at what was.</summary>
internal sealed class ApiSession : IDisposable
{
    private const string Discovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string History = "/timonier/history";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Option<string?> ConfigOption = new("--kubeconfig") { Description = "Where the cluster is and who asks; $KUBECONFIG, ~/.kube/config or DATA-DIR/admin.kubeconfig when not given." };
    private static readonly Option<string?> NamespaceOption = new("--namespace", "-n") { Description = "Where the object is; that of the kubeconfig when not given." };

    private readonly ClusterConnection connection;

    private ApiSession(ClusterAccess access, string? @namespace)
    {
        connection = new ClusterConnection(access, Patience);
        Namespace = @namespace ?? access.Namespace;
    }

    public string Namespace { get; }

    /// <summary>A verb that runs with such a session.</summary>
    public static void Run(Command command, Func<ApiSession, ParseResult, CancellationToken, Task> run)
    {
        command.Add(ConfigOption);
        command.Add(NamespaceOption);
        var settings = SettingOptions.AddTo(command, Settings.DataDir);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(ConfigOption) ?? Found(settings.Read(parsed));
            using var session = new ApiSession(ClusterAccess.Read(path), parsed.GetValue(NamespaceOption));
            await run(session, parsed, cancellation);
            return 0;
        });
    }

    public static bool HasNamespace(ParseResult parsed) => parsed.GetValue(NamespaceOption) is not null;

    public async Task<IReadOnlyList<KnownResource>> ResourcesAsync(CancellationToken cancellation) =>
    [
        .. KnownResource.AllOf(await connection.DocumentAsync("/api", cancellation, Discovery)),
        .. KnownResource.AllOf(await connection.DocumentAsync("/apis", cancellation, Discovery)),
    ];

    /// <exception cref="ConfigException">The server has no such kind.</exception>
    public async Task<KnownResource> FindAsync(string word, CancellationToken cancellation) =>
        (await ResourcesAsync(cancellation)).FirstOrDefault(resource => resource.IsCalled(word))
        ?? throw new ConfigException($"the server has no kind of object called '{word}'");

    /// <summary>KIND/NAME taken apart.</summary>
    public async Task<(KnownResource Resource, string Name)> TargetAsync(string text, CancellationToken cancellation)
    {
        if (text.Split('/') is not [{ Length: > 0 } word, { Length: > 0 } name]) throw new ConfigException($"'{text}' is not of the form KIND/NAME");
        return (await FindAsync(word, cancellation), name);
    }

    public Task<Document> ReadAsync(string path, string accept, CancellationToken cancellation) => connection.DocumentAsync(path, cancellation, accept);

    /// <summary>What became of the object or the collection at that path.</summary>
    public async Task<IReadOnlyList<PastChange>> ChangesAsync(string path, Moment? since, CancellationToken cancellation) =>
        PastChange.AllOf(await connection.DocumentAsync($"{History}{path}{since?.AsStart()}", cancellation));

    public async Task<string> RevisionAtAsync(Moment moment, CancellationToken cancellation)
    {
        if (moment.Revision is { } revision) return revision;
        var reach = await connection.DocumentAsync(History + moment.AsStart(), cancellation);
        return reach.Root["revision"u8].AsString();
    }

    public Task<Document> CreateAsync(string path, Document body, CancellationToken cancellation) => connection.CreateAsync(path, body, cancellation);

    /// <summary>Applies an object, whoever owns its fields.</summary>
    public Task<Document> ApplyAsync(string path, Document body, CancellationToken cancellation) => connection.ApplyAsync(path, body, cancellation);

    public void Dispose() => connection.Dispose();

    private static string Found(ServerConfig config)
    {
        var own = Kubeconfig.UserPath(Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return File.Exists(own) || !File.Exists(config.KubeconfigPath) ? own : config.KubeconfigPath;
    }
}
