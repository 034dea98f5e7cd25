using Timonier.Contracts.Store;
using static Timonier.Sealing.Tests.SealingCorner;

namespace Timonier.Sealing.Tests;

public sealed class ProviderTests
{
    private static readonly string First = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string Second = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    [Theory]
    [InlineData("aesgcm", "k8s:enc:aesgcm:v1:one:")]
    [InlineData("aescbc", "k8s:enc:aescbc:v1:one:")]
    [InlineData("secretbox", "k8s:enc:secretbox:v1:one:")]
    public async Task Cipher_Configured_ClosesUnderUpstreamsPrefix(string cipher, string prefix)
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys(cipher, ("one", First)), "{identity: {}}"));
        var write = await corner.Store.CreateAsync(Place, Secret("behind"), Stop);
        (await corner.RawAsync()).ShouldStartWith(prefix);
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldBe(Shown("behind", write.Revision));
        File.Exists(corner.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task SecondProvider_StillOpens_AndAnUpdateMovesTheValueToTheFirst()
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys("aescbc", ("one", First))));
        await corner.Store.CreateAsync(Place, Secret("moving"), Stop);
        await corner.ConfigureAsync(Rules("secrets", Keys("aesgcm", ("two", Second)), Keys("aescbc", ("one", First))));
        await corner.Upkeep.RunOnceAsync(Stop);
        var entry = await corner.Store.GetAsync(Place, cancellation: Stop);
        Text(entry).ShouldContain("moving");
        corner.Store.IsOutdated(entry!).ShouldBeTrue();
        await corner.RewriteAsync("moving");
        (await corner.RawAsync()).ShouldStartWith("k8s:enc:aesgcm:v1:two:");
    }

    [Fact]
    public async Task IdentityFirst_WritesPlainAndReadsWhatWasClosed()
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys("aesgcm", ("one", First))));
        await corner.Store.CreateAsync(Place, Secret("back"), Stop);
        await corner.ConfigureAsync(Rules("secrets", "{identity: {}}", Keys("aesgcm", ("one", First))));
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("back");
        await corner.RewriteAsync("back");
        (await corner.RawAsync()).ShouldStartWith("{");
    }

    [Fact]
    public async Task OwnKeys_BeforeTheConfiguration_StillOpen()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("mine"), Stop);
        await corner.ConfigureAsync(Rules("secrets", Keys("aesgcm", ("one", First))));
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("mine");
    }

    [Fact]
    public async Task NoIdentity_LeavesPlainValuesUnread()
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys("aesgcm", ("one", First))));
        await corner.Disk.CreateAsync(Place, Secret("plain"), Stop);
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.GetAsync(Place, cancellation: Stop))).Message.ShouldBe("no matching prefix found");
    }

    [Theory]
    [InlineData("no matching key was found for the provided AES transformer", "aesgcm", "two")]
    [InlineData("no matching prefix found", "aescbc", "one")]
    [InlineData("no matching prefix found", "secretbox", "one")]
    public async Task KeyOrCipher_ThatIsMissing_IsSaid(string message, string cipher, string key)
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys("aesgcm", ("one", First))));
        await corner.Store.CreateAsync(Place, Secret("closed"), Stop);
        await corner.ConfigureAsync(Rules("secrets", Keys(cipher, (key, Second)), "{identity: {}}"));
        await corner.RestartAsync();
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.GetAsync(Place, cancellation: Stop))).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("'*.'", "/registry/core/configmaps/a/b", true)]
    [InlineData("'*.'", "/registry/apps/deployments/a/b", false)]
    [InlineData("'*.apps'", "/registry/apps/deployments/a/b", true)]
    [InlineData("deployments.apps", "/registry/apps/deployments/a/b", true)]
    [InlineData("deployments.apps", "/registry/apps/daemonsets/a/b", false)]
    [InlineData("deployments", "/registry/apps/deployments/a/b", false)]
    [InlineData("'*.*'", "/registry/apps/deployments/a/b", true)]
    public async Task Resources_AreChosenByNameAndWildcard(string resource, string place, bool isClosed)
    {
        await using var corner = await OpenAsync(Rules(resource, Keys("aesgcm", ("one", First))));
        await corner.Store.CreateAsync(place, Secret("chosen"), Stop);
        (await corner.RawAsync(place)).StartsWith("k8s:enc:", StringComparison.Ordinal).ShouldBe(isClosed);
    }

    [Fact]
    public async Task FirstRule_ThatNamesAResource_Counts()
    {
        await using var corner = await OpenAsync(Rules("configmaps", "{identity: {}}") + Rules("'*.*'", Keys("aesgcm", ("one", First)))["resources:\n".Length..]);
        await corner.Store.CreateAsync("/registry/core/configmaps/a/b", Secret("open"), Stop);
        await corner.Store.CreateAsync(Place, Secret("closed"), Stop);
        (await corner.RawAsync("/registry/core/configmaps/a/b")).ShouldStartWith("{");
        (await corner.RawAsync()).ShouldStartWith("k8s:enc:");
    }

    [Theory]
    [InlineData("secretbox: {keys: [{name: a, secret: AAAA}]}", "secret is not of the expected length, got 3, expected one of [32]")]
    [InlineData("aesgcm: {keys: [{name: a, secret: AAAA}]}", "secret is not of the expected length, got 3, expected one of [16 24 32]")]
    [InlineData("aesgcm: {keys: [{name: a, secret: '?!'}]}", "secrets must be base64 encoded")]
    [InlineData("aesgcm: {keys: []}", "resources[0].providers[0].aesgcm.keys: Required value: at least one key is required")]
    [InlineData("rot13: {}", "provider does not contain any of the expected providers")]
    [InlineData("kms: {apiVersion: v1, name: a, endpoint: 'unix:///x'}", "only v2 is supported")]
    [InlineData("kms: {apiVersion: v2, name: a, endpoint: 'tcp://x'}", "unsupported scheme for KMS provider, should be unix")]
    public async Task Mistake_InAProvider_IsNamedWithItsPlace(string provider, string message)
    {
        var e = await Should.ThrowAsync<IOException>(async () => await OpenAsync(Rules("secrets", $"{{{provider}}}")));
        e.Message.ShouldContain(message);
        e.Message.ShouldNotContain("AAAA");
    }

    [Theory]
    [InlineData("'*'", "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources")]
    [InlineData("Secrets", "capital letters")]
    [InlineData("events.events.k8s.io", "specify 'events' instead")]
    [InlineData("secrets, '*.'", "'secrets' is masked by '*.'")]
    [InlineData("secrets, '*.*'", "overlapping resources")]
    public async Task Mistake_InResources_IsNamed(string resources, string message) =>
        (await Should.ThrowAsync<IOException>(async () => await OpenAsync(Rules(resources, "{identity: {}}")))).Message.ShouldContain(message);

    [Fact]
    public async Task Configuration_BrokenByAChange_LeavesTheOldOneInForce()
    {
        await using var corner = await OpenAsync(Rules("secrets", Keys("aesgcm", ("one", First))));
        await corner.Store.CreateAsync(Place, Secret("stays"), Stop);
        await corner.ConfigureAsync("resources: [");
        await Should.ThrowAsync<IOException>(() => corner.Upkeep.RunOnceAsync(Stop));
        await corner.Store.CreateAsync(Place + "-2", Secret("stays"), Stop);
        (await corner.RawAsync(Place + "-2")).ShouldStartWith("k8s:enc:aesgcm:v1:one:");
    }

    internal static string Rules(string resources, params string[] providers) =>
        $"resources:\n- resources: [{resources}]\n  providers:\n{string.Concat(providers.Select(p => $"  - {p}\n"))}";

    private static string Keys(string cipher, params (string Name, string Secret)[] keys) =>
        $"{{{cipher}: {{keys: [{string.Join(", ", keys.Select(k => $"{{name: {k.Name}, secret: {k.Secret}}}"))}]}}}}";
}
