using System.Text;
using Timonier.Documents;
using Timonier.Node.Images;

namespace Timonier.Node.Tests.Images;

public sealed class KeyringTests
{
    [Theory]
    [InlineData("registry.example", "registry.example/team/web", true)]
    [InlineData("registry.example/team", "registry.example/team/web", true)]
    [InlineData("registry.example/other", "registry.example/team/web", false)]
    [InlineData("*.example", "registry.example/web", true)]
    [InlineData("*.example", "a.registry.example/web", false)]
    [InlineData("reg*.example", "registry.example/web", true)]
    [InlineData("registry.example:5000", "registry.example:5000/web", true)]
    [InlineData("registry.example", "registry.example:5000/web", false)]
    public void Key_OpensRepositories_ByHostPortAndPath(string key, string repository, bool opens) =>
        RegistryMatch.Opens(key, repository).ShouldBe(opens);

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx")]
    [InlineData("team/web:2", "docker.io/team/web")]
    [InlineData("localhost:5000/web:2", "localhost:5000/web")]
    [InlineData("registry.example/a/b@sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "registry.example/a/b")]
    public void Repository_OfAnImage_IsWrittenInFull(string image, string repository) => ImageReference.RepositoryOf(image).ShouldBe(repository);

    [Fact]
    public void LongerKeys_ComeBeforeShorterOnes()
    {
        var keyring = Keyring.Of([Config("""{"registry.example":{"username":"all","password":"1"},"https://registry.example/v2/team":{"auth":"dGVhbTo6Mg"}}""")]);
        keyring.For("registry.example/team/web").Select(c => (c.UserName, c.Password)).ShouldBe([("team", ":2"), ("all", "1")]);
        keyring.For("elsewhere.example/web").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("docker.io/library/nginx", true)]
    [InlineData("quay.example/nginx", false)]
    public void DefaultRegistry_IsKnownByItsOldAddress(string repository, bool found) =>
        (Keyring.Of([Config("""{"https://index.docker.io/v1/":{"username":"me","password":"pw"}}""")]).For(repository).Count == 1).ShouldBe(found);

    [Fact]
    public void OldForm_HasItsEntriesAtTheTop()
    {
        var secret = Secret("kubernetes.io/dockercfg", ".dockercfg", """{"registry.example":{"username":"me","password":"pw"}}""");
        Keyring.Of([secret]).For("registry.example/web").ShouldHaveSingleItem().UserName.ShouldBe("me");
    }

    [Fact]
    public void OtherSecrets_AreNotLookedInto() =>
        Keyring.Of([Secret("Opaque", ".dockerconfigjson", """{"auths":{"registry.example":{"username":"me","password":"pw"}}}""")]).For("registry.example/web").ShouldBeEmpty();

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"auths":{"registry.example":{"auth":"bm9jb2xvbg=="}}}""")]
    public void UnreadableSecret_IsAFormatError(string text) =>
        Should.Throw<FormatException>(() => Keyring.Of([Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", text)]));

    private static Document Config(string auths) => Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", $$"""{"auths":{{auths}}}""");

    private static Document Secret(string type, string key, string text) => Document.Parse(
        $$$"""{"kind":"Secret","type":"{{{type}}}","data":{"{{{key}}}":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"}}""");
}
