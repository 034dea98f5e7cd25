using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;
using Timonier.Api.Authentication.Configuration;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Api.Bench;

/// <summary>What it costs to know who asks and whether they may, without TLS and HTTP around it; one asker after the other.</summary>
internal sealed class IdentityMeasures(ResultTable table, string folder)
{
    private const string Server = "https://kubernetes.default.svc";
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly CertificateAuthority clients = CertificateAuthority.LoadOrCreate(folder, "client-ca", TimeProvider.System);
    private readonly ServiceAccountKey key = ServiceAccountKey.LoadOrCreate(folder);

    public async Task RunAsync()
    {
        await using var issuer = await BenchIssuer.StartAsync(folder);
        var accounts = new ServiceAccountTokens(new KnownSignatures(new Signer(key)), new OneAccount(), TokenNames.Of(Server), TimeProvider.System, new RandomIdSource(new Random(1)));
        var oidc = new ConfiguredAuthentication(issuer.Config, [Server], new AnonymousConfig(true, []), TimeProvider.System, NullLogger<ConfiguredAuthentication>.Instance);
        var who = new RequestAuthenticator(
            shown => CertificateTrust.IsSignedBy(shown, clients.Certificate, TimeProvider.System), TimeProvider.System, new TokenReviewers(accounts, oidc), _ => true, NullLogger<RequestAuthenticator>.Instance);
        var grant = new TokenGrant { Namespace = "default", ServiceAccount = "app", ServiceAccountUid = "uid" };
        var account = (await accounts.IssueAsync(grant, Never)).Token;
        var person = issuer.Token(0);

        // The first round pays for the just-in-time compiler and is not shown.
        foreach (var shown in (bool[])[false, true])
        {
            var fresh = Enumerable.Range(0, 1_000).Select(_ => Request(certificate: clients.IssueClient(new("jane", "devs")))).ToList();
            await MeasureAsync(shown, "a client certificate, on its connection's first request", fresh.Count, i => AskAsync(who, fresh[i]));
            var standing = Request(certificate: clients.IssueClient(new("jane", "devs")));
            await MeasureAsync(shown, "a client certificate, on later requests", 500_000, _ => AskAsync(who, standing));
            await MeasureAsync(shown, "a service-account token, seen before", 50_000, _ => AskAsync(who, Request(account)));
            var pods = new List<HttpContext>();
            for (var i = 0; i < 5_000; i++) pods.Add(Request((await accounts.IssueAsync(grant, Never)).Token));
            await MeasureAsync(shown, "a service-account token, new", pods.Count, i => AskAsync(who, pods[i]));
            await MeasureAsync(shown, "a token of an issuer, seen within ten seconds", 100_000, _ => AskAsync(who, Request(person)));
            var others = Enumerable.Range(shown ? 0 : 20_000, 5_000).Select(i => Request(issuer.Token(i + 1))).ToList();
            await MeasureAsync(shown, "a token of an issuer, new", others.Count, i => AskAsync(who, others[i]));
        }
        foreach (var shown in (bool[])[false, true])
            foreach (var bindings in (int[])[10, 1_000, 10_000]) Decide(shown, bindings);
    }

    private async Task MeasureAsync(bool shown, string what, int count, Func<int, Task> ask)
    {
        var meter = Meter.Start();
        for (var i = 0; i < count; i++) await ask(i);
        if (shown) table.Add("who asks, by " + what, $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    private static async Task AskAsync(RequestAuthenticator who, HttpContext request)
    {
        if ((await who.AuthenticateAsync(request, Never)).User is null) throw new InvalidOperationException("Nobody was recognized.");
    }

    /// <summary>Bindings of teams to the role "edit" in their namespaces; the one asked for is that of the last team.</summary>
    private void Decide(bool shown, int bindings)
    {
        const int Count = 20_000;
        var roles = BootstrapRoles.Objects().Aggregate(RoleSnapshot.Empty, (all, role) => all.With(role.ToDocument()));
        for (var i = 0; i < bindings; i++) roles = roles.With(Binding(i).ToDocument());
        var asked = new AuthorizationAttributes
        {
            User = new UserInfo("jane", [$"team-{bindings - 1}", "system:authenticated"]), Verb = "create", Resource = "pods", Version = "v1", Namespace = $"space-{bindings - 1}",
        };
        var refused = asked with { Namespace = "space-0" };
        for (var i = 0; i < Count; i++)
            if (!roles.Decide(asked).Allowed || roles.Decide(refused).Allowed) throw new InvalidOperationException("The decision is wrong.");
        foreach (var (question, words) in ((AuthorizationAttributes, string)[])[(asked, "allowed"), (refused, "refused")])
        {
            var meter = Meter.Start();
            for (var i = 0; i < Count; i++) roles.Decide(question);
            if (shown) table.Add($"a decision by roles, {words}, {bindings:N0} bindings", $"{Count / meter.Seconds:N0}/s", meter.CpuPer(Count));
        }
    }

    private static DraftObject Binding(int i) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "RoleBinding",
        ["metadata"] = new DraftObject { ["name"] = "team", ["namespace"] = $"space-{i}" },
        ["roleRef"] = new DraftObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "system:aggregate-to-edit" },
        ["subjects"] = new DraftArray([new DraftObject { ["kind"] = "Group", ["name"] = $"team-{i}" }]),
    };

    private static DefaultHttpContext Request(string token = "", IssuedCertificate? certificate = null)
    {
        var context = new DefaultHttpContext();
        if (token.Length > 0) context.Request.Headers.Authorization = "Bearer " + token;
        if (certificate is not null) context.Features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = certificate.ToX509() });
        return context;
    }

    private sealed class Signer(ServiceAccountKey key) : ITokenSigner
    {
        public string PublicKey => key.PublicKey;
        public string Sign(ReadOnlySpan<byte> claims) => key.Sign(claims);
        public byte[]? Verify(string token) => key.Verify(token);
    }

    private sealed class OneAccount : IObjectLookup
    {
        private static readonly Document App = Document.Parse(Encoding.UTF8.GetBytes("""{"metadata":{"name":"app","namespace":"default","uid":"uid"}}"""));

        public ValueTask<Document?> FindAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation) => ValueTask.FromResult<Document?>(App);
    }
}
