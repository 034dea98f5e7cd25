namespace Timonier.Controllers.GarbageCollection;

/// <summary>What was found behind an owner reference.</summary>
public enum Fate { Lives, WaitsForDependents, IsGone }
