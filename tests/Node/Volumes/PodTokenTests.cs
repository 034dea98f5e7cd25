using Timonier.Client.Tests;
using Timonier.Kernel;

namespace Timonier.Node.Tests.Volumes;

public sealed class PodTokenTests
{
    private static string Token(long seconds) => $$$"""
        "projected":{"sources":[{"serviceAccountToken":{"path":"token","expirationSeconds": {{{seconds}}} }}]}
        """;

    [Theory]
    [InlineData(3600, 2869, 2880)]
    [InlineData(600, 469, 480)]
    [InlineData(1_000_000, 86_389, 86_400)]
    public void Token_ComingOfAge_IsReplaced(long seconds, int still, int due) => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        await room.StartAsync(Token(seconds));
        room.Text("token").ShouldBe("token-1");
        room.Time.Advance(TimeSpan.FromSeconds(still));
        for (var turn = 0; turn < 50; turn++) await Task.Yield();
        room.Text("token").ShouldBe("token-1");
        room.Time.Advance(TimeSpan.FromSeconds(due - still));
        await room.Time.Until(() => room.Text("token") == "token-2");
        room.TokensGiven.ShouldBe(2);
    });

    [Fact]
    public void Token_OfARestartedAgent_GoesOnBeingReplaced() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        await room.StartAsync(Token(3600));
        room.RestartAgent();
        await room.Time.Until(() => room.Text("token") == "token-2");
        room.Time.Advance(TimeSpan.FromMinutes(48));
        await room.Time.Until(() => room.Text("token") == "token-3");
    });

    [Fact]
    public void Token_ThatIsRefused_StaysWhileItIsGoodAndIsAskedForAgain() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        await room.StartAsync(Token(3600));
        room.Cluster.Refuse = (verb, _, _) => verb == "create/token" ? new Status(500, "InternalError", "not now") : null;
        room.Time.Advance(TimeSpan.FromMinutes(49));
        await room.Time.Until(() => room.Cluster.Calls.Count(c => c.StartsWith("create/token", StringComparison.Ordinal)) == 2);
        room.Text("token").ShouldBe("token-1");
        room.Cluster.Refuse = (_, _, _) => null;
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.Time.Until(() => room.Text("token") == "token-2");
        room.Events.Told.ShouldBeEmpty();
    });

    [Theory]
    [InlineData("", "", 0b110_100_100)]
    [InlineData("\"runAsUser\":UID", "", 0b110_000_000)]
    [InlineData("\"fsGroup\":GID", "", 0b110_100_000)]
    [InlineData("", "\"runAsUser\":UID", 0b110_100_100)]
    public void TokenMode_FollowsTheUsersAndTheGroupOfThePod(string pod, string oneContainer, int mode) => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        var containers = $$$"""{"name":"a","image":"x","securityContext":{ {{{oneContainer}}} }},{"name":"b","image":"x"}""";
        await room.StartAsync(Token(3600), security: OwnIds.In(pod), containers: OwnIds.In(containers));
        room.Mode("token").ShouldBe((UnixFileMode)mode);
    });
}
