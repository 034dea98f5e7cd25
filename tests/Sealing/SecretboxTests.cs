using Timonier.Sealing.Providers;

namespace Timonier.Sealing.Tests;

public sealed class SecretboxTests
{
    // The example of NaCl's own documentation ("Cryptography in NaCl", sections 8 to 10).
    private const string Key = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389";
    private const string Nonce = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37";
    private const string Plain =
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be825"
        + "0c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705";
    private const string Box =
        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f"
        + "9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6"
        + "599b1f654cb45a74e355a5";

    [Fact]
    public async Task Box_OfThePublishedExample_IsTheSameToTheByteAndOpens()
    {
        var plain = Convert.FromHexString(Plain);
        var box = new byte[Poly1305.TagBytes + plain.Length];
        SecretboxSeal.Close(Convert.FromHexString(Key), Convert.FromHexString(Nonce), plain, box);
        Convert.ToHexStringLower(box).ShouldBe(Box);
        (await SealOf(Key).OpenAsync("", Convert.FromHexString(Nonce + Box), TestContext.Current.CancellationToken)).ShouldBe(plain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    [InlineData(60)]
    public async Task Box_WithAnyByteChanged_DoesNotOpen(int at)
    {
        var bytes = Convert.FromHexString(Nonce + Box);
        bytes[at] ^= 1;
        await Should.ThrowAsync<SealException>(async () => await SealOf(Key).OpenAsync("", bytes, TestContext.Current.CancellationToken));
    }

    // The second one makes the remainder pass the modulus: RFC 8439, appendix A.3, vectors 1 and 11.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "00000000000000000000000000000000", "00000000000000000000000000000000")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "03000000000000000000000000000000")]
    [InlineData("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b", "43727970746f6772617068696320466f72756d2052657365617263682047726f7570", "a8061dc1305136c6c22b8baf0c0127a9")]
    public void Tag_OfPublishedMessages_IsTheirs(string key, string message, string expected)
    {
        var tag = new byte[Poly1305.TagBytes];
        Poly1305.Tag(Convert.FromHexString(key), Convert.FromHexString(message), tag);
        Convert.ToHexStringLower(tag).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(97)]
    public async Task Value_OfAnyLength_ComesBack(int length)
    {
        var plain = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var closed = await SealOf(Key).CloseAsync("", plain, TestContext.Current.CancellationToken);
        (await SealOf(Key).OpenAsync("", closed, TestContext.Current.CancellationToken)).ShouldBe(plain);
    }

    private static SecretboxSeal SealOf(string key) => new("a", Convert.FromHexString(key));
}
