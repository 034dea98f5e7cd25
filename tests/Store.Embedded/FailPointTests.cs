using Timonier.Store.Embedded.Tests.Simulation;

namespace Timonier.Store.Embedded.Tests;

/// <summary>Every sort of call that the store makes to a disk, by name, failing and cut off in the middle.</summary>
public sealed class FailPointTests
{
    private const int FaultsPerPoint = 10, MostLives = 2000;

    public static TheoryData<string> Points =>
    [
        "make folder", "sync folder",
        "create .log", "write .log", "sync .log", "cut .log", "delete .log",
        "create .tmp", "write .tmp", "sync .tmp", "cut .tmp", "rename .tmp", "rename .snapshot", "delete .tmp",
        "create reserve", "write reserve", "sync reserve", "delete reserve",
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Store_StruckAtThatCall_KeepsEveryPromise(string point)
    {
        foreach (var fault in Enum.GetValues<DiskFault>())
        {
            var seed = Random.Shared.Next();
            var run = new CrashRun(seed);
            for (var life = 0; run.Faults < FaultsPerPoint; life++)
            {
                life.ShouldBeLessThan(MostLives, "the store never makes this call");
                try
                {
                    await run.LiveAsync(point, fault);
                }
                catch (Exception broken)
                {
                    throw new InvalidOperationException($"{fault} at '{point}', seed {seed}: {broken.Message}", broken);
                }
            }
        }
    }
}
