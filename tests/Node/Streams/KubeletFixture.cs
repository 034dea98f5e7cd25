using System.IO.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Node.Logs;
using Timonier.Node.Machines;
using Timonier.Tests.Serving;

namespace Timonier.Node.Tests;

/// <summary>The kubelet's interface on a real server, with one pod that a test describes.</summary>
internal sealed class KubeletFixture : Streams.IPodDirectory, IAsyncDisposable
{
    private static readonly Document web = Document.Parse(
        """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"shop","uid":"u1"},"spec":{"containers":[{"name":"app"},{"name":"late"}]}}""");

    private Served? served;

    public LogFolder Folder { get; } = new();
    public ScriptedRuntime Runtime { get; init; } = new();
    public HttpClient Http { get; } = new();
    public Uri Address => served!.Address;
    public bool Running { get; set; } = true;

    public IReadOnlyCollection<Document> Pods => [web];

    public Document? Pod(string @namespace, string name) => @namespace == "shop" && name == "web" ? web : null;

    public string? SandboxId(string podUid) => podUid == "u1" ? "s1" : null;

    public Streams.PodContainer? Container(string podUid, string container) =>
        container == "app" ? new(new("c1", Folder.Log), null) : new(null, null);

    public bool IsRunning(string containerId) => containerId == "c1" && Running;

    public async Task<KubeletFixture> StartAsync()
    {
        var api = new Streams.KubeletApi("node-1", this, Runtime, new FileLogs(new NodeConfig { Name = "node-1", Address = "192.0.2.1" }, Runtime, TimeProvider.System), MachineUsage.Read, TimeProvider.System, NullLogger<Streams.KubeletApi>.Instance);
        served = await Served.StartAsync(api.HandleAsync);
        return this;
    }

    public async Task<(int Code, string Text)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (served is not null) await served.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>A process that writes back what it is told, and ends with its input.</summary>
    internal sealed class Echo : IContainerSession
    {
        private readonly Pipe input = new();
        private readonly Pipe output = new();

        public Echo(int exitCode)
        {
            Stdin = input.Writer.AsStream();
            Stdout = output.Reader.AsStream();
            Completion = RunAsync(exitCode);
        }

        public Stream? Stdin { get; }
        public Stream? Stdout { get; }
        public Stream? Stderr => null;
        public Task<int> Completion { get; }
        public TaskCompletionSource<(int Columns, int Rows)> Size { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task ResizeAsync(int columns, int rows, CancellationToken cancellation)
        {
            Size.TrySetResult((columns, rows));
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            input.Writer.Complete();
            return ValueTask.CompletedTask;
        }

        private async Task<int> RunAsync(int exitCode)
        {
            await input.Reader.CopyToAsync(output.Writer);
            await output.Writer.CompleteAsync();
            return exitCode;
        }
    }
}
