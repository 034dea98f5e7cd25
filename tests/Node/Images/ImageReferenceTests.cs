using Timonier.Node.Images;

namespace Timonier.Node.Tests.Images;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("nginx")]
    [InlineData("nginx:1.27")]
    [InlineData("a/b/c_d__e-f.g")]
    [InlineData("UPPER/x")]
    [InlineData("localhost:5000/x:Tag")]
    [InlineData("x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Name_ThatCanBeOne_HasNoFault(string image) => ImageReference.Fault(image).ShouldBeNull();

    [Theory]
    [InlineData("UPPER", "invalid reference format: repository name (library/UPPER) must be lowercase")]
    [InlineData("some/UPPER:1", "invalid reference format: repository name (some/UPPER) must be lowercase")]
    [InlineData("docker.io/Web", "invalid reference format: repository name (library/Web) must be lowercase")]
    [InlineData("", "invalid reference format")]
    [InlineData("web:", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("web:-x", "invalid reference format")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "invalid repository name (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa), cannot specify 64-byte hexadecimal strings")]
    [InlineData("x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "invalid checksum digest length")]
    [InlineData("x@sha257:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "unsupported digest algorithm")]
    public void Name_ThatCanBeNone_IsFaulted(string image, string fault) => ImageReference.Fault(image).ShouldBe(fault);

    [Fact]
    public void Name_IsTooLong_WhenItsPathIs() =>
        ImageReference.Fault("registry.example/" + new string('a', 256)).ShouldBe("repository name must not be more than 255 characters");

    [Theory]
    [InlineData("nginx:1", "docker.io/library/nginx")]
    [InlineData("some/web@sha256:aa", "docker.io/some/web")]
    [InlineData("index.docker.io/web", "docker.io/library/web")]
    [InlineData("registry.example:5000/web", "registry.example:5000/web")]
    public void Repository_IsNamedInFull(string image, string repository) => ImageReference.RepositoryOf(image).ShouldBe(repository);
}
