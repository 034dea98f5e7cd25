using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// Many like writes in batches of 1, 2, 4 ...: when all would be refused (a quota), the server hears it once
/// and not a hundred times.
/// </summary>
public static class SlowStart
{
    /// <summary>Answers how many succeeded and the first refusal; after a batch with a refusal the rest is not tried.</summary>
    public static async Task<(int Succeeded, Status? Failure)> RunAsync(int count, Func<int, Task<Status?>> write)
    {
        var done = 0;
        for (var batch = Math.Min(1, count); batch > 0; batch = Math.Min(2 * batch, count - done))
        {
            var first = done;
            var results = await Task.WhenAll(Enumerable.Range(first, batch).Select(write));
            var refused = results.Where(r => r is not null).ToList();
            if (refused.Count > 0) return (first + batch - refused.Count, refused[0]);
            done += batch;
        }
        return (done, null);
    }
}
