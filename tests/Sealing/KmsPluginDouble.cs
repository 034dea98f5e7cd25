using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Timonier.Sealing.Kms.Wire;

namespace Timonier.Sealing.Tests;

/// <summary>A key service as others write them: gRPC on a unix socket. Its cipher is a wrong one, which nobody minds here.</summary>
internal sealed class KmsPluginDouble : IAsyncDisposable
{
    private WebApplication? app;

    public KmsPluginDouble() => Socket = Path.Combine(Directory.CreateTempSubdirectory("kms-").FullName, "s");

    public string Socket { get; }
    public string Provider => $"{{kms: {{apiVersion: v2, name: vault, endpoint: 'unix://{Socket}', timeout: 10s}}}}";
    public string KeyId { get; set; } = "key-1";
    public string Health { get; set; } = "ok";
    public int Encryptions { get; private set; }
    public int Decryptions { get; private set; }

    public async Task StartAsync()
    {
        File.Delete(Socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.ListenUnixSocket(Socket, l => l.Protocols = HttpProtocols.Http2));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (app is not null) await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Path.GetDirectoryName(Socket)!, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var message = body.ToArray().AsMemory(5);
        IMessage answer = context.Request.Path.Value switch
        {
            "/v2.KeyManagementService/Status" => new StatusResponse { Version = "v2", Healthz = Health, KeyId = KeyId },
            "/v2.KeyManagementService/Encrypt" => Encrypt(EncryptRequest.Parser.ParseFrom(message.Span)),
            _ => Decrypt(DecryptRequest.Parser.ParseFrom(message.Span)),
        };
        context.Response.ContentType = "application/grpc";
        var frame = new byte[5 + answer.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        answer.WriteTo(frame.AsSpan(5));
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private EncryptResponse Encrypt(EncryptRequest request)
    {
        Encryptions++;
        request.Uid.ShouldNotBeEmpty();
        var answer = new EncryptResponse { Ciphertext = Turned(request.Plaintext), KeyId = KeyId };
        answer.Annotations["version.vault.example"] = ByteString.CopyFromUtf8("7");
        return answer;
    }

    private DecryptResponse Decrypt(DecryptRequest request)
    {
        Decryptions++;
        request.Annotations["version.vault.example"].ToStringUtf8().ShouldBe("7");
        return new DecryptResponse { Plaintext = Turned(request.Ciphertext) };
    }

    private static ByteString Turned(ByteString bytes) => ByteString.CopyFrom([.. bytes.Select(b => (byte)(b ^ 0x5a))]);
}
