using System.Security.Cryptography;
using Google.Protobuf;
using Timonier.Grpc;
using Timonier.Sealing.Kms.Wire;

namespace Timonier.Sealing.Kms;

/// <summary>A key service of version 2 behind a unix socket, which holds the key that never comes here.</summary>
internal sealed class KmsPlugin(string name, string endpoint, GrpcChannel channel, TimeSpan timeout, TimeProvider time)
{
    private const string Service = "v2.KeyManagementService/";
    private const int MaxKeyId = 1024, MaxCiphertext = 1024, MaxAnnotations = 32 * 1024;

    public string Name => name;
    public string Endpoint => endpoint;
    public TimeProvider Time => time;

    /// <exception cref="SealException">The plugin does not answer, or not well.</exception>
    public async Task<StatusResponse> StatusAsync(CancellationToken cancellation)
    {
        var status = await CallAsync<StatusResponse>("Status", new StatusRequest(), "failed to obtain status", cancellation);
        if (status.Version is not ("v2" or "v2beta1")) throw new SealException($"KMS Provider {name}: got unsupported version {status.Version}, expected v2");
        if (status.Healthz != "ok") throw new SealException($"KMS Provider {name}: got unexpected healthz status: {status.Healthz}");
        CheckKeyId(status.KeyId);
        return status;
    }

    /// <exception cref="SealException">The plugin does not answer, or not well.</exception>
    public async Task<EncryptResponse> EncryptAsync(ReadOnlyMemory<byte> seed, CancellationToken cancellation)
    {
        var answer = await CallAsync<EncryptResponse>("Encrypt", new EncryptRequest { Plaintext = ByteString.CopyFrom(seed.Span), Uid = NextUid() }, "failed to encrypt", cancellation);
        CheckKeyId(answer.KeyId);
        if (answer.Ciphertext.Length is 0 or > MaxCiphertext) throw new SealException($"KMS Provider {name}: the encrypted key has {answer.Ciphertext.Length} bytes, 1 to {MaxCiphertext} are allowed");
        if (answer.Annotations.Sum(a => a.Key.Length + a.Value.Length) > MaxAnnotations) throw new SealException($"KMS Provider {name}: the annotations are larger than {MaxAnnotations} bytes");
        return answer;
    }

    /// <exception cref="SealException">The plugin does not answer, or does not open it.</exception>
    public async Task<byte[]> DecryptAsync(EncryptedObject stored, CancellationToken cancellation)
    {
        var request = new DecryptRequest { Ciphertext = stored.EncryptedDEKSource, KeyId = stored.KeyID, Uid = NextUid() };
        request.Annotations.Add(stored.Annotations);
        var answer = await CallAsync<DecryptResponse>("Decrypt", request, "failed to decrypt DEK", cancellation);
        return answer.Plaintext.ToByteArray();
    }

    private async Task<T> CallAsync<T>(string method, IMessage request, string failure, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await channel.CallAsync<T>(Service + method, request, [], both.Token);
        }
        catch (GrpcException e)
        {
            throw new SealException($"{failure}, error: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new SealException($"{failure}, error: the KMS plugin {name} did not answer within {timeout.TotalSeconds:0.###} s", e);
        }
    }

    private void CheckKeyId(string id)
    {
        if (id.Length is 0 or > MaxKeyId) throw new SealException($"KMS Provider {name}: the key_id has {id.Length} bytes, 1 to {MaxKeyId} are allowed");
    }

    // By it the plugin's log and ours can be laid side by side; it need not be repeatable.
    private static string NextUid() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
}
