using Timonier.Controllers.Framework;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>One owner reference and what was found behind it.</summary>
public sealed record OwnerFate(Ownership Owner, bool BlocksDeletion, Fate Fate);
