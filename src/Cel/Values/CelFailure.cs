namespace Timonier.Cel;

/// <summary>Whether an expression failed by its own fault, by its cost, or because nobody waits any more.</summary>
public enum CelFailure : byte { Evaluation, CostExceeded, Cancelled }
