using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication;
using Timonier.Api.Authentication.Configuration;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Api.Webhooks;
using Timonier.Controllers.ServiceAccounts;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Running;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Host.Identity;

/// <summary>Everything by which the API finds out who asks, wired as the settings say.</summary>
internal sealed class IdentityParts
{
    private readonly ConfiguredAuthentication configured;
    private readonly AuthenticationFile? file;

    /// <exception cref="ConfigException">A file that a setting names cannot be used.</exception>
    public IdentityParts(ServerConfig config, ServerIdentity identity, StoredObjects objects, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        var settings = config.Identity;
        var names = settings.TokenNames(config.ClusterDomain);
        var signer = new KnownSignatures(new SignerOfTokens(identity.Authorities.ServiceAccounts));

        // 1. Bearer tokens, each kind by its own judge.
        if (settings.AuthenticationFile.Length > 0) file = new AuthenticationFile(settings, names.Issuers, loggers.CreateLogger<AuthenticationFile>());
        configured = new ConfiguredAuthentication(
            file?.Read() ?? settings.Authentication, names.Audiences, new AnonymousConfig(settings.AnonymousAllowed, []), time, loggers.CreateLogger<ConfiguredAuthentication>());
        LegacyTokens = new LegacyTokenUses(time);
        Accounts = new ServiceAccountTokens(signer, objects, names, time, ids) { LegacyUsed = LegacyTokens.Note };
        var judges = new List<ITokenReviewer> { Accounts, new OwnAudience(names.Audiences, new BootstrapTokens(objects, time)), new OwnAudience(names.Audiences, new JoinSecret(identity.JoinToken)), configured };
        if (settings.TokenWebhook is { } webhook)
        {
            var caller = new WebhookCaller(objects, new PodConnector(), ids, time);
            judges.Add(new TokenCache(new WebhookTokens(caller, webhook.Target, names.Audiences, loggers.CreateLogger<WebhookTokens>()), webhook.CacheTtl, webhook.CacheTtl, time));
        }
        Tokens = new TokenReviewers(judges);

        // 2. Certificates, and proxies that have one.
        var clients = identity.Authorities.Client;
        Authenticator = new RequestAuthenticator(
            shown => CertificateTrust.IsSignedBy(shown, clients.Certificate, time), time, Tokens, configured.AllowsAnonymous, loggers.CreateLogger<RequestAuthenticator>(), ProxyOf(config, time));

        // 3. What others need to judge our tokens. An issuer without an address has its keys known by other means.
        if (Uri.TryCreate(names.Issuers[0], UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
        {
            var keys = settings.KeysAddress.Length > 0 ? settings.KeysAddress : $"https://{new IPEndPoint(identity.Address, config.SecurePort)}{IssuerDocuments.KeysPath}";
            Issuer = new IssuerDocuments(signer, names.Issuers[0], keys);
        }
    }

    public ServiceAccountTokens Accounts { get; }
    public LegacyTokenUses LegacyTokens { get; }
    public ITokenReviewer Tokens { get; }
    public IAuthenticator Authenticator { get; }
    public IssuerDocuments? Issuer { get; }

    /// <summary>Takes over what changes in files; null when there are none.</summary>
    public Func<CancellationToken, Task>? Follow => file is null ? null : stop => file.FollowAsync(configured.Use, stop);

    private static FrontProxy? ProxyOf(ServerConfig config, TimeProvider time)
    {
        if (config.FrontProxyAuthorityFile.Length == 0) return null;
        var authority = X509Certificate2.CreateFromPem(File.ReadAllText(config.FrontProxyAuthorityFile));
        return new FrontProxy(shown => CertificateTrust.IsSignedBy(shown, authority, time), config.FrontProxyNames);
    }
}
