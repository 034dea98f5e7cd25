using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <param name="Added">A node affinity that every pod of the profile has beside its own; missing: none.</param>
public sealed record NodeAffinityArgs(Node Added);
