using Timonier.Node.Volumes;

namespace Timonier.Node.Tests.Volumes;

public sealed class VolumeRetryTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 1)]
    [InlineData(7, 64)]
    [InlineData(8, 122)]
    [InlineData(1000, 122)]
    public void Retries_ComeTwiceAsLateEachTime_UpToALimit(int failures, double seconds) => VolumeRetry.After(failures).TotalSeconds.ShouldBe(seconds);
}
