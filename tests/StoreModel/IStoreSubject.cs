using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

/// <summary>A store with nothing in it, made for one test. Every implementation of the contract shows itself this way.</summary>
public interface IStoreSubject : IAsyncDisposable
{
    /// <summary>The store now open; another one after each restart.</summary>
    IRevisionStore Store { get; }

    /// <summary>Ends whatever serves the store and starts it again. Open watches end; all that was acknowledged is there.</summary>
    Task RestartAsync();

    /// <summary>Moves the clock by which keys expire; null when it is not ours to move, and then nothing is given a time to live.</summary>
    Action<TimeSpan>? Advance { get; }

    /// <summary>Whether a watch has an event, and says so by its progress, as soon as the write is answered: without a wire in between.</summary>
    bool TellsAtOnce { get; }
}
