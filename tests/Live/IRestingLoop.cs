using Timonier.Contracts.Cluster;

namespace Timonier.Tests.Live;

/// <summary>A loop that can say whether it has nothing to do, given what its informers have seen.</summary>
public interface IRestingLoop
{
    bool Rests { get; }

    /// <summary>How often it has worked on a key so far.</summary>
    int Rounds { get; }

    IReadOnlyList<IInformer> Informers { get; }
}
