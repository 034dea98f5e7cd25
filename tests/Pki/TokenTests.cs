using System.Text;

namespace Timonier.Pki.Tests;

public sealed class TokenTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-pki-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Verify_OwnToken_GivesItsClaims()
    {
        var key = ServiceAccountKey.LoadOrCreate(directory);
        var token = key.Sign("""{"sub":"x"}"""u8);
        Encoding.UTF8.GetString(ServiceAccountKey.LoadOrCreate(directory).Verify(token)!).ShouldBe("""{"sub":"x"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public void Verify_AnythingElse_IsNull(string token) => ServiceAccountKey.LoadOrCreate(directory).Verify(token).ShouldBeNull();

    [Fact]
    public void Verify_ChangedClaims_IsNull()
    {
        var key = ServiceAccountKey.LoadOrCreate(directory);
        var parts = key.Sign("""{"sub":"x"}"""u8).Split('.');
        var other = key.Sign("""{"sub":"y"}"""u8).Split('.');
        key.Verify($"{parts[0]}.{other[1]}.{parts[2]}").ShouldBeNull();
    }

    [Fact]
    public void JoinToken_TextForm_ReadsBack()
    {
        var token = JoinToken.LoadOrCreate(directory, CertificateAuthority.LoadOrCreate(directory, "ca", TimeProvider.System));
        var read = JoinToken.Parse(token.ToString());
        read.ShouldBe(token);
        read.Accepts(token.Secret).ShouldBeTrue();
        read.Accepts(token.Secret + "x").ShouldBeFalse();
    }

    [Fact]
    public void JoinToken_WrongForm_SaysWhatIsExpected() =>
        Should.Throw<FormatException>(() => JoinToken.Parse("hello")).Message.ShouldContain("CAHASH.SECRET");
}
