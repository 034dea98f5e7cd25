namespace Timonier.Scheduling.Explanations;

/// <summary>Nodes with the same obstacles.</summary>
/// <param name="Count">How many.</param>
/// <param name="Examples">Some of them by name.</param>
/// <param name="Obstacles">All that stands in the way, not only what was found first.</param>
/// <param name="Nearest">The node of them that lacks least.</param>
/// <param name="Changes">What would make it do, all of it together.</param>
/// <param name="IsLasting">None of them could take the pod even if it were empty.</param>
public sealed record NodeGroup(int Count, IReadOnlyList<string> Examples, IReadOnlyList<Obstacle> Obstacles, string Nearest, IReadOnlyList<string> Changes, bool IsLasting);
