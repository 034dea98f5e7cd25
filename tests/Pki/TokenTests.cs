using System.Security.Cryptography;
using System.Buffers.Text;
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
    public void JoinToken_WithABootstrapToken_HoldsItWhole() =>
        JoinToken.Parse(new string('a', 64) + ".abcdef.0123456789abcdef").Secret.ShouldBe("abcdef.0123456789abcdef");

    [Fact]
    public void JoinToken_WrongForm_SaysWhatIsExpected() =>
        Should.Throw<FormatException>(() => JoinToken.Parse("hello")).Message.ShouldContain("CAHASH.SECRET");

    [Fact]
    public void PublicKey_OfServiceAccounts_ChecksWhatTheKeySigned()
    {
        var folder = Directory.CreateTempSubdirectory("timonier-key-");
        try
        {
            var key = ServiceAccountKey.LoadOrCreate(folder.FullName);
            var parts = key.Sign("{}"u8).Split('.');
            var told = System.Text.Json.JsonElement.Parse(key.PublicKey);
            told.GetProperty("kid").GetString().ShouldBe(key.KeyId);
            using var verifier = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars(told.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(told.GetProperty("y").GetString()) },
            });
            verifier.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
