using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Timonier.Grpc;
using Timonier.Shared.Bench;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Bench;

/// <summary>Debian's etcd, one member on loopback with its usual settings, asked in its own protocol.</summary>
internal sealed class EtcdContender : IContender
{
    private static readonly KeyValuePair<string, string>[] NoMetadata = [];
    private readonly string folder;
    private readonly string client = $"http://127.0.0.1:{FreePort()}";
    private readonly string peer = $"http://127.0.0.1:{FreePort()}";
    private readonly GrpcChannel channel;
    private Process process = null!;

    private EtcdContender(string folder)
    {
        this.folder = folder;
        channel = new GrpcChannel(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true }, client, "etcd");
    }

    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 >> 20;
        }
    }

    public static async Task<EtcdContender> StartAsync(string folder)
    {
        var made = new EtcdContender(folder);
        await made.OpenAsync();
        return made;
    }

    public Task PutAsync(string key, byte[] value) =>
        CallAsync<PutResponse>("KV/Put", new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = UnsafeByteOperations.UnsafeWrap(value) });

    public async Task<int> ListAsync(string prefix)
    {
        var (from, to) = Below(prefix);
        return (await CallAsync<RangeResponse>("KV/Range", new RangeRequest { Key = from, RangeEnd = to })).Kvs.Count;
    }

    public async Task WatchAsync(string prefix, int events, Action opened)
    {
        var (from, to) = Below(prefix);
        var request = new WatchRequest { Create = new WatchCreateRequest { Key = from, RangeEnd = to } };
        await foreach (var answer in channel.DuplexAsync<WatchResponse>("etcdserverpb.Watch/Watch", request, NoMetadata, CancellationToken.None))
        {
            if (answer.Created) opened();
            events -= answer.Events.Count;
            if (events <= 0) return;
        }
    }

    public async Task CompactAsync()
    {
        var now = await CallAsync<RangeResponse>("KV/Range", new RangeRequest { Key = ByteString.CopyFromUtf8("/none") });
        await CallAsync<CompactionResponse>("KV/Compact", new CompactionRequest { Revision = now.Header.Revision });
    }

    public Meter StartMeter() => Meter.Start(process);

    public async Task<TimeSpan> RestartAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        var watch = Stopwatch.StartNew();
        await OpenAsync();
        return watch.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task OpenAsync()
    {
        process = Process.Start(new ProcessStartInfo("etcd",
        [
            "--data-dir", folder, "--log-level", "error", "--logger", "zap", "--quota-backend-bytes", "8589934592",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer,
        ]) { UseShellExecute = false })!;
        while (true)
        {
            try
            {
                await ListAsync("/none/");
                return;
            }
            catch (Exception down) when (down is GrpcException or HttpRequestException)
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task<T> CallAsync<T>(string method, IMessage request) where T : IMessage<T>, new()
    {
        while (true)
        {
            try
            {
                return await channel.CallAsync<T>("etcdserverpb." + method, request, NoMetadata, CancellationToken.None);
            }
            catch (GrpcException busy) when (busy.Message.Contains("too many requests", StringComparison.Ordinal))
            {
                await Task.Delay(5);
            }
        }
    }

    private static (ByteString From, ByteString To) Below(string prefix)
    {
        var end = System.Text.Encoding.UTF8.GetBytes(prefix);
        end[^1]++;
        return (ByteString.CopyFromUtf8(prefix), ByteString.CopyFrom(end));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
