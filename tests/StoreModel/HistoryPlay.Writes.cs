using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

public sealed partial class HistoryPlay
{
    private const long Life = 5;
    private int written;

    private async Task WriteAsync(int chance)
    {
        var key = Keys[chance % Keys.Length];
        var standing = model.Now.GetValueOrDefault(key);
        switch (chance / Keys.Length % 8)
        {
            case 0 when standing is not null:
                Note(key, await Store.DeleteAsync(key, standing.Revision), "", delete: true);
                break;
            case 1:
                await RefusedAsync(key, standing);
                break;
            case 2 when subject.Advance is not null:
                await PutAsync(key, standing, TimeSpan.FromSeconds(Life));
                break;
            default:
                await PutAsync(key, standing, null);
                break;
        }
    }

    /// <summary>Writers at once, each with a key of its own: their order is the store's choice, and its revisions say which.</summary>
    private async Task WriteTogetherAsync(int chance)
    {
        var keys = Keys.Skip(chance % 5).Take(2 + (chance % 4)).ToArray();
        var writes = keys.Select(async key =>
        {
            var standing = model.Now.GetValueOrDefault(key);
            var text = Next();
            return (Key: key, Text: text, Write: await PutAsync(key, standing, text, null));
        }).ToArray();
        foreach (var (key, text, write) in (await Task.WhenAll(writes)).OrderBy(done => done.Write.Revision))
            Note(key, write, text, delete: false);
    }

    /// <summary>Every way in which a compare can fail: nothing is written, and what stands there is shown.</summary>
    private async Task RefusedAsync(string key, ModelEntry? standing)
    {
        if (standing is null)
        {
            (await Store.UpdateAsync(key, Value(Next()), 1)).Outcome.ShouldBe(StoreOutcome.Missing);
            (await Store.DeleteAsync(key, 1)).Outcome.ShouldBe(StoreOutcome.Missing);
            return;
        }

        StoreWrite[] refused =
        [
            await Store.CreateAsync(key, Value(Next())),
            await Store.UpdateAsync(key, Value(Next()), standing.Revision + 1),
            await Store.DeleteAsync(key, standing.Revision - 1),
        ];
        refused.Select(write => write.Outcome).ShouldBe([StoreOutcome.Exists, StoreOutcome.Changed, StoreOutcome.Changed]);
        foreach (var write in refused)
            Shown(write.Entry!).ShouldBe(standing.ToString());
    }

    private async Task PutAsync(string key, ModelEntry? standing, TimeSpan? life)
    {
        var text = Next();
        Note(key, await PutAsync(key, standing, text, life), text, delete: false, life is null ? 0 : clock + Life);
    }

    private ValueTask<StoreWrite> PutAsync(string key, ModelEntry? standing, string text, TimeSpan? life) => standing is null
        ? Store.CreateAsync(key, Value(text, life))
        : Store.UpdateAsync(key, Value(text, life), standing.Revision);

    private void Note(string key, StoreWrite write, string text, bool delete, long deadline = 0)
    {
        write.Outcome.ShouldBe(StoreOutcome.Done);
        if (delete)
        {
            Shown(write.Entry!).ShouldBe(model.Now[key].ToString());
            model.Delete(key, write.Revision);
            return;
        }

        model.Put(key, text.Replace("#", write.Revision.ToString(), StringComparison.Ordinal), write.Revision, deadline);
        Shown(write.Entry!).ShouldBe(model.Now[key].ToString());
    }

    // '#' is where the store writes the revision.
    private string Next() => $"{{\"rv\":\"#\",\"n\":{++written}}}";

    private static StoreValue Value(string text, TimeSpan? life = null) =>
        new(Encoding.UTF8.GetBytes(text.Replace("#", "", StringComparison.Ordinal)), text.IndexOf('#', StringComparison.Ordinal), life);
}
