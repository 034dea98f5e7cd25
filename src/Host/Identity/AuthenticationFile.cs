using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication.Configuration;
using Timonier.Host.Configuration;

namespace Timonier.Host.Identity;

/// <summary>
/// The file that <c>--authentication-config</c> names. At the start it must be right; later a wrong one is told of
/// and the former stays in force.
/// </summary>
internal sealed partial class AuthenticationFile(IdentityConfig config, IReadOnlyList<string> ownIssuers, ILogger<AuthenticationFile> logger)
{
    private byte[] seen = [];

    /// <exception cref="ConfigException">It cannot be read or used.</exception>
    public AuthenticationConfig Read()
    {
        try
        {
            seen = File.ReadAllBytes(config.AuthenticationFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"authentication-config: {e.Message}");
        }
        var (read, fault) = Judge(seen);
        return read ?? throw new ConfigException($"authentication-config {config.AuthenticationFile}: {fault}");
    }

    /// <summary>Hands over every further version that can be used, until cancelled.</summary>
    public async Task FollowAsync(Action<AuthenticationConfig> use, CancellationToken cancellation)
    {
        await foreach (var _ in new FileChanges(config.AuthenticationFile, logger).ReadAsync(cancellation))
        {
            try
            {
                var content = await File.ReadAllBytesAsync(config.AuthenticationFile, cancellation);
                if (content.AsSpan().SequenceEqual(seen)) continue;
                seen = content;
                var (read, fault) = Judge(content);
                if (read is null) LogKept(config.AuthenticationFile, fault);
                else
                {
                    use(read);
                    LogReplaced(config.AuthenticationFile, read.Jwt.Count);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogKept(config.AuthenticationFile, e.Message);
            }
        }
    }

    private (AuthenticationConfig? Config, string Fault) Judge(byte[] content)
    {
        var (read, fault) = AuthenticationConfigReader.Read(content, ownIssuers);
        return read?.Anonymous is not null && config.AnonymousIsSet
            ? (null, "anonymous: Forbidden: the setting anonymous-auth cannot be given when the file says something about it")
            : (read, fault);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The authentication configuration {File} was read again; it names {Issuers} issuers")]
    private partial void LogReplaced(string file, int issuers);

    [LoggerMessage(Level = LogLevel.Error, Message = "The authentication configuration {File} cannot be used, the former one stays in force: {Why}")]
    private partial void LogKept(string file, string why);
}
