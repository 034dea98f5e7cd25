using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

internal sealed partial class EtcdConnection
{
    private readonly SemaphoreSlim logIn = new(1);
    private volatile string? token;

    /// <summary>A member no longer accepts the log-in: it was restarted, the token has lapsed, or the rights have changed.</summary>
    public bool ForgetToken(GrpcException failure)
    {
        if (config.Credentials is null || (failure.Code != GrpcStatus.Unauthenticated && !IsOldLogIn(failure)))
            return false;
        token = null;
        return true;
    }

    private static bool IsOldLogIn(GrpcException failure) =>
        failure.Message.Contains("revision of auth store is old", StringComparison.Ordinal)
        || failure.Message.Contains("invalid auth token", StringComparison.Ordinal);

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> MetadataAsync(GrpcChannel member, CancellationToken cancellation)
    {
        if (config.Credentials is null)
            return [NeedsLeader];
        return [NeedsLeader, new KeyValuePair<string, string>("token", token ?? await LogInAsync(member, cancellation))];
    }

    private async Task<string> LogInAsync(GrpcChannel member, CancellationToken cancellation)
    {
        await logIn.WaitAsync(cancellation);
        try
        {
            if (token is { } others)
                return others;
            var (user, password) = config.Credentials!();
            var request = new AuthenticateRequest { Name = user, Password = password };
            var answer = await member.CallAsync<AuthenticateResponse>("etcdserverpb.Auth/Authenticate", request, [NeedsLeader], cancellation);
            return token = answer.Token;
        }
        finally
        {
            logIn.Release();
        }
    }
}
