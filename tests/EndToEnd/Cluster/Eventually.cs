namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>Asks again until an outside program's answer is the wanted one; the last answer is in the failure.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public static async Task<CommandResult> SucceedsAsync(Func<Task<CommandResult>> ask, Func<CommandResult, bool> good, int limitSeconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(limitSeconds));
        using var pace = new PeriodicTimer(Pace);
        while (true)
        {
            var answer = await ask();
            if (good(answer)) return answer;
            try
            {
                await pace.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"Still not so after {limitSeconds} s; the last answer was: {answer.All}", late);
            }
        }
    }
}
