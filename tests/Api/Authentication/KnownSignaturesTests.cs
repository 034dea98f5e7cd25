using System.Text;
using Timonier.Api.Authentication;

namespace Timonier.Api.Tests.Authentication;

public sealed class KnownSignaturesTests
{
    private readonly CountingSigner signer = new();

    [Fact]
    public void Token_SeenAgain_IsNotCheckedAgain()
    {
        var known = new KnownSignatures(signer);
        var token = known.Sign("claims"u8);
        foreach (var _ in Enumerable.Range(0, 3)) Encoding.UTF8.GetString(known.Verify(token)!).ShouldBe("claims");
        signer.Checks.ShouldBe(1);
    }

    [Fact]
    public void Token_ThatIsNotOurs_IsCheckedEveryTimeAndNeverHolds()
    {
        var known = new KnownSignatures(signer);
        known.Verify(known.Sign("claims"u8)).ShouldNotBeNull();
        foreach (var _ in Enumerable.Range(0, 3)) known.Verify("signed:claimS").ShouldBeNull();
        signer.Checks.ShouldBe(4);
    }

    [Fact]
    public void Tokens_InAnyNumber_TakeUpLimitedRoom()
    {
        var known = new KnownSignatures(signer);
        var first = known.Sign("0"u8);
        for (var i = 0; i <= 16 * 1024; i++) known.Verify(known.Sign(Encoding.UTF8.GetBytes($"{i}"))).ShouldNotBeNull();
        var before = signer.Checks;
        known.Verify(first).ShouldNotBeNull();
        signer.Checks.ShouldBe(before + 1);
    }

    private sealed class CountingSigner : ITokenSigner
    {
        private readonly HashSet<string> signed = [];
        public int Checks { get; private set; }
        public string PublicKey => "{}";

        public string Sign(ReadOnlySpan<byte> claims)
        {
            var token = "signed:" + Encoding.UTF8.GetString(claims);
            signed.Add(token);
            return token;
        }

        public byte[]? Verify(string token)
        {
            Checks++;
            return signed.Contains(token) ? Encoding.UTF8.GetBytes(token["signed:".Length..]) : null;
        }
    }
}
