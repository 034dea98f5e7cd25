namespace Timonier.Cel;

/// <summary>What came out of an evaluation, and what it cost; <see cref="Error"/> is null when there is a value.</summary>
public readonly record struct CelResult(CelValue Value, long Cost)
{
    public CelError? Error => Value.IsError ? Value.AsError() : null;
}
