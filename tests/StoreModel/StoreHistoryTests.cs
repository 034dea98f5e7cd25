using FsCheck;
using FsCheck.Fluent;

namespace Timonier.Tests.StoreModel;

/// <summary>Random histories of a store against the model; a failing one is made as short as it can be, and printed.</summary>
public abstract class StoreHistoryTests
{
    protected abstract Task<IStoreSubject> StartAsync();

    /// <summary>How many histories; MODEL_HISTORIES overrides it for a long run.</summary>
    protected virtual int Histories => 40;

    protected virtual int Steps => 120;

    [Fact]
    public void Store_UnderAnyHistory_EqualsADictionaryPerRevision()
    {
        var histories = Environment.GetEnvironmentVariable("MODEL_HISTORIES") is { } asked ? int.Parse(asked) : Histories;
        Prop.ForAll(Gen.Choose(0, 99_999).ArrayOf(Steps).ToArbitrary(), steps =>
        {
            PlayAsync(steps).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
    }

    private async Task PlayAsync(int[] steps)
    {
        await using var subject = await StartAsync();
        await new HistoryPlay(subject).RunAsync(steps);
    }
}
