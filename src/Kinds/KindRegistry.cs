namespace Timonier.Kinds;

/// <summary>The built-in kinds, and the custom ones as they are defined now.</summary>
public sealed class KindRegistry : IKindSource
{
    private readonly Lock gate = new();
    private volatile State state = new(KindCatalogue.BuiltIn, []);

    public KindCatalogue Current => state.Catalogue;
    public Task Replaced => state.Replaced.Task;

    /// <summary>The custom kinds of this moment.</summary>
    public IReadOnlyList<Kind> Custom => state.Custom;

    /// <summary>From now on these are the custom kinds, and no others.</summary>
    public void SetCustom(IReadOnlyList<Kind> kinds)
    {
        State before;
        lock (gate)
        {
            before = state;
            state = new State(KindCatalogue.BuiltIn.With(kinds), kinds);
        }
        before.Replaced.SetResult();
    }

    private sealed record State(KindCatalogue Catalogue, IReadOnlyList<Kind> Custom)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
